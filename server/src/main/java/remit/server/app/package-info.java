/** The program: reads the command line and wires everything together. Start at {@link remit.server.app.Main}. */
@NullMarked
package remit.server.app;

import org.jspecify.annotations.NullMarked;

@NullMarked
package remit.server.runs;

import org.jspecify.annotations.NullMarked;

/** The kill switch with nodes, files and drills on a real database. */
@NullMarked
package remit.server.halts;

import org.jspecify.annotations.NullMarked;

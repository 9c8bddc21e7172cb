@NullMarked
package remit.server.changes;

import org.jspecify.annotations.NullMarked;

/** Rows by PostgreSQL's COPY, in its text and its binary format. The door is {@link remit.server.store.copy.Copy}. */
@NullMarked
package remit.server.store.copy;

import org.jspecify.annotations.NullMarked;

/**
 * Backups of the embedded database with everything beside it, and what is made of them again. Start at {@link
 * remit.server.backup.Backups} and {@link remit.server.backup.Restoring}; docs/reference/backup.md is the format.
 */
@NullMarked
package remit.server.backup;

import org.jspecify.annotations.NullMarked;

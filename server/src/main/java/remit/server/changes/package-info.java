/**
 * Change control over what is published: drafts, approvals by a second person, versions that come into force and are
 * taken back. Start at {@link remit.server.changes.Changes}. Uses {@code catalog}, {@code access} and {@code store}.
 */
@NullMarked
package remit.server.changes;

import org.jspecify.annotations.NullMarked;

/**
 * Drafts a first pack from a data file that nobody has described, for its owner to correct. Start at
 * {@link remit.server.packs.draft.PackDraft}.
 */
@NullMarked
package remit.server.packs.draft;

import org.jspecify.annotations.NullMarked;

/**
 * {@code remit evidence}: the commands about evidence as a whole. Start at
 * {@link remit.server.cli.evidence.EvidenceCommand}.
 */
@NullMarked
package remit.server.cli.evidence;

import org.jspecify.annotations.NullMarked;

/**
 * The log as a tree that an outsider can check: the {@link remit.server.evidence.Sequencer} gives appended events their
 * places and signs tree heads, {@link remit.server.evidence.EvidenceTree} reads and proves. Uses {@code store}.
 */
@NullMarked
package remit.server.evidence;

import org.jspecify.annotations.NullMarked;

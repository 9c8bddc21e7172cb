/** Commands on the evidence log: heads, keys, proofs, packs for outsiders and their verification. */
@NullMarked
package remit.server.cli.evidence;

import org.jspecify.annotations.NullMarked;

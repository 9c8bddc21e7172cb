/**
 * Checks an evidence pack, or a proof, as docs/reference/evidence-pack.md describes it, with the JDK alone. Start at
 * {@link remit.verify.Verifier}; {@link remit.verify.Main} is the command. In the order in which one would read it:
 * {@code Archive} and {@code remit.verify.text} (bytes, lines, JSON), {@code Tree}, {@code VerifierKey}, {@code TreeHead} (what the
 * bytes mean), {@code PackHeader} and {@code Entry} (one file each), {@code Leaves}, {@code Heads}, {@code Entries}
 * (the checks), {@code Authentication} (how far what one trusts reaches). Of proofs: {@code Paths} (the steps of RFC 9162),
 * {@code Proof} (what it says), {@code ProofCheck}.
 */
@NullMarked
package remit.verify;

import org.jspecify.annotations.NullMarked;

/**
 * Checks an evidence pack as docs/reference/evidence-pack.md describes it, with the JDK alone. Start at
 * {@link remit.verify.Verifier}; {@link remit.verify.Main} is the command. In the order in which one would read it:
 * {@code Archive} and {@code Lines} (bytes), {@code Json}, {@code Tree}, {@code VerifierKey}, {@code TreeHead} (what the
 * bytes mean), {@code PackHeader} and {@code Entry} (one file each), {@code Leaves}, {@code Heads}, {@code Entries}
 * (the checks), {@code Authentication} (how far what one trusts reaches).
 */
@NullMarked
package remit.verify;

import org.jspecify.annotations.NullMarked;

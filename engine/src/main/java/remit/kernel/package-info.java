/**
 * The vocabulary every other package speaks: values, money, verdicts, problems, canonical JSON and digests.
 *
 * <p>Start at {@link remit.kernel.Verdict} (what a check may say) and {@link remit.kernel.Json} (the one form in which
 * evidence is written). Uses nothing but the JDK.
 */
@NullMarked
package remit.kernel;

import org.jspecify.annotations.NullMarked;

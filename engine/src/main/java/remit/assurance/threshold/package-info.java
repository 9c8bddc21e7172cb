/**
 * How much may clear by itself so that the error share stays below a limit, proven on labelled cases: Learn-then-Test
 * along a sequence that was fixed before the labels were read. Start at {@link remit.assurance.threshold.FixedSequence};
 * for a whole table at {@link remit.assurance.threshold.Chain}. Uses {@code bounds}.
 */
@NullMarked
package remit.assurance.threshold;

import org.jspecify.annotations.NullMarked;

/**
 * How many cases to review, which ones, and how to prove afterwards that nobody chose them. Start at
 * {@link remit.assurance.sampling.SamplePlan} and {@link remit.assurance.sampling.Draw}. Uses {@code bounds} and
 * {@code sequential}.
 */
@NullMarked
package remit.assurance.sampling;

import org.jspecify.annotations.NullMarked;

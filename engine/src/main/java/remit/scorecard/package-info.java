/**
 * What the recorded work amounts to: the summary of a run, its sentence and table, and the owner's KPIs. Pure folds over
 * records, fed one case at a time. Start at {@link remit.scorecard.Scoring}; {@link remit.scorecard.Kpis} holds the
 * owner's numbers. Uses {@code kernel} and {@code process}.
 */
@NullMarked
package remit.scorecard;

import org.jspecify.annotations.NullMarked;

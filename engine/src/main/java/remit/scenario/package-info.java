/**
 * Given, when, expect: examples of what a process must do with a case, run by the same function that decides real ones.
 * Start at {@link remit.scenario.ScenarioRunner}. Uses {@code kernel}, {@code ports}, {@code process},
 * {@code authority}, {@code decision}.
 */
@NullMarked
package remit.scenario;

import org.jspecify.annotations.NullMarked;

/**
 * The one pure function that gives a verdict. Start at {@link remit.decision.Decider}; live work, replay, what-if and
 * scenario tests call it and nothing else computes a verdict. Uses {@code kernel}, {@code ports}, {@code process},
 * {@code authority}.
 */
@NullMarked
package remit.decision;

import org.jspecify.annotations.NullMarked;

/**
 * The authors that propose: a trained classifier, a replay of recorded proposals, any model behind an HTTP
 * endpoint, a language model.
 *
 * <p>Start at {@link remit.server.authors.Authors}: it trains, loads and opens them, and checks the settings of a pack.
 * Uses the engine's {@code kernel}, {@code ports}, {@code process} and {@code scorecard}.
 */
@NullMarked
package remit.server.authors;

import org.jspecify.annotations.NullMarked;

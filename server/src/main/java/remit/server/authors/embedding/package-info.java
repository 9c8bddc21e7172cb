/**
 * Sentence embeddings: a text becomes a point, and texts that mean alike lie near each other. The weights come with the
 * product; no text leaves the machine. Start at {@link remit.server.authors.embedding.Embeddings}. The native library is
 * loaded when the first text is embedded, and not before. Uses the engine's {@code kernel}.
 */
@NullMarked
package remit.server.authors.embedding;

import org.jspecify.annotations.NullMarked;

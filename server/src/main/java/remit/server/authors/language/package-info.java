/**
 * Language models that propose: any endpoint that speaks the form of OpenAI's chat completions, and Anthropic's. The model
 * is asked one question and may call nothing; its answer must meet a schema and is read strictly. Start at
 * {@link remit.server.authors.language.ChatAuthor}. Uses the engine's {@code kernel} and {@code ports}.
 */
@NullMarked
package remit.server.authors.language;

import org.jspecify.annotations.NullMarked;

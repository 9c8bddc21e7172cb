package remit.server.authors.language;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.ports.Author;

/**
 * A language model as an author. What it says of its own confidence is no probability: it counts only from a threshold that
 * was proven on outcomes. Nothing that the model or its endpoint does is thrown; what is no good answer becomes a
 * checkpoint, and what it cost is told all the same.
 */
public final class ChatAuthor implements Author {
    public static final String KIND = "chat";

    private static final String MISFIT = "the answer is not in the form of the provider";

    private final Chat chat;
    private final Framing framing;
    private final ChatModel model;
    private final Function<String, Answer> reader;
    private final InstantSource clock;
    private final AuthorVersion version;

    /** @param reader reads what the model said, strictly */
    public ChatAuthor(Chat chat, Function<String, Answer> reader, InstantSource clock) {
        this.chat = chat;
        this.framing = new Framing(chat);
        this.model = model(chat);
        this.reader = reader;
        this.clock = clock;
        this.version = new AuthorVersion(KIND, chat.endpoint().model(), chat.digest());
    }

    private static ChatModel model(Chat chat) {
        Chat.Endpoint endpoint = chat.endpoint();
        Chat.Effort effort = chat.effort();
        var client = new BoundedClient(effort.retries(), effort.timeout());
        String key = endpoint.secret() == null ? "none" : endpoint.secret();
        return switch (endpoint.provider()) {
            case OPENAI ->
                OpenAiChatModel.builder()
                        .httpClientBuilder(client)
                        .baseUrl(endpoint.url().toString())
                        .apiKey(key)
                        .modelName(endpoint.model())
                        .strictJsonSchema(true)
                        .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                        .maxCompletionTokens(effort.tokens())
                        .temperature(effort.temperature())
                        .maxRetries(0)
                        .build();
            case ANTHROPIC ->
                AnthropicChatModel.builder()
                        .httpClientBuilder(client)
                        .baseUrl(endpoint.url().toString())
                        .apiKey(key)
                        .modelName(endpoint.model())
                        .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                        .maxTokens(effort.tokens())
                        .temperature(effort.temperature())
                        .maxRetries(0)
                        .build();
        };
    }

    @Override
    public AuthorVersion version() {
        return version;
    }

    @Override
    public Answer propose(Author.Question question, Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) return new Answer.Unknown("the deadline had passed before the model was asked");
        Duration wait = left.compareTo(chat.effort().timeout()) < 0
                ? left
                : chat.effort().timeout();
        ChatRequest request;
        try {
            request = framing.of(question);
        } catch (IllegalArgumentException e) {
            return new Answer.Failed("an input has no form in JSON: it holds a broken character");
        }
        var asking = new ArrayList<Asking>();
        for (int i = 0; i < chat.effort().samples(); i++) asking.add(Asking.of(model, request));
        Instant until = clock.instant().plus(wait);
        List<Answer> answers = asking.stream().map(each -> awaited(each, until)).toList();
        return Agreement.of(answers);
    }

    /** One of the answers that are asked for, all at the same time. */
    private record Asking(FutureTask<ChatResponse> task, Thread thread) {
        static Asking of(ChatModel model, ChatRequest request) {
            var task = new FutureTask<>(() -> model.chat(request));
            return new Asking(task, Thread.ofVirtual().name("chat-author").start(task));
        }
    }

    private Answer awaited(Asking asking, Instant until) {
        long left = Math.max(1, Duration.between(clock.instant(), until).toMillis());
        try {
            return read(asking.task().get(left, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            asking.thread().interrupt();
            return new Answer.Unknown("the model gave no answer in time");
        } catch (InterruptedException e) {
            asking.thread().interrupt();
            Thread.currentThread().interrupt();
            return new Answer.Unknown("interrupted while the model was asked");
        } catch (ExecutionException e) {
            return new Answer.Failed(said(e.getCause()));
        }
    }

    /** Ours where we know it; messages of the library may quote the endpoint and are left out. */
    private static String said(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof BoundedClient.Unanswered || each instanceof BoundedClient.Unreached) {
                return String.valueOf(each.getMessage());
            }
        }
        return MISFIT;
    }

    private Answer read(ChatResponse response) {
        Usage usage;
        try {
            usage = usage(response);
        } catch (IllegalArgumentException e) {
            return new Answer.Failed("the model's account of tokens makes no sense");
        }
        AiMessage message = response.aiMessage();
        if (message.hasToolExecutionRequests()) return new Answer.Failed("the model asked for a tool", usage);
        if (response.finishReason() == FinishReason.LENGTH) {
            return new Answer.Failed(
                    "the answer is longer than " + chat.effort().tokens() + " tokens", usage);
        }
        String text = message.text();
        if (response.finishReason() == FinishReason.CONTENT_FILTER || text == null || text.isBlank()) {
            return new Answer.Refused("the model declined", usage);
        }
        return switch (reader.apply(text)) {
            case Answer.Answered(Proposal proposal, Author.Usage _) -> new Answer.Answered(proposal, usage);
            case Answer.Refused(String reason, Author.Usage _) -> new Answer.Refused(reason, usage);
            case Answer.Failed(String reason, Author.Usage _) -> new Answer.Failed(reason, usage);
            case Answer.Unknown unknown -> unknown;
        };
    }

    /** Null where the provider told no figures. */
    private @Nullable Usage usage(ChatResponse response) {
        TokenUsage told = response.tokenUsage();
        if (told == null || told.inputTokenCount() == null || told.outputTokenCount() == null) return null;
        long input = told.inputTokenCount();
        long output = told.outputTokenCount();
        long read = 0;
        long written = 0;
        long reasoning = 0;
        switch (told) {
            case OpenAiTokenUsage openAi -> {
                var inputs = openAi.inputTokensDetails();
                var outputs = openAi.outputTokensDetails();
                read = inputs == null ? 0 : count(inputs.cachedTokens());
                reasoning = outputs == null ? 0 : count(outputs.reasoningTokens());
            }
            case AnthropicTokenUsage anthropic -> {
                read = count(anthropic.cacheReadInputTokens());
                written = count(anthropic.cacheCreationInputTokens());
                // This provider counts only what no cache had a part in.
                input += read + written;
            }
            default -> reasoning = 0;
        }
        Prices prices = chat.prices();
        Cost cost = prices == null ? null : prices.of(input, read, written, output);
        return new Usage(name(response.modelName()), input, output, read, written, reasoning, cost);
    }

    /**
     * What answered, as evidence names it: the configured model, or a dated version of it. Any other name is whatever the
     * endpoint likes to send, which may be a secret that it was sent.
     */
    private String name(@Nullable String said) {
        String own = chat.endpoint().model();
        String secret = chat.endpoint().secret();
        if (said == null || (secret != null && said.contains(secret))) return own;
        boolean its = said.startsWith(own) && said.matches("[A-Za-z0-9._:/@-]{1,100}");
        return its ? said : own;
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }
}

package remit.ports;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Value;

/**
 * Proposes what to do with a case; never decides and never acts. Implementations are safe for use by many threads.
 * Every implementation passes the contract test that the testkit publishes ({@code AuthorContract}).
 */
public interface Author {
    /** Blocks until answered or {@code deadline} has passed; never throws for what the model or the network did. */
    Answer propose(Question question, Instant deadline);

    /** Who answers: fixed for the life of the instance, pinned in evidence with every proposal. */
    AuthorVersion version();

    /**
     * What an author may see: inputs and derived inputs by their names, never an outcome.
     *
     * @param caseId opaque; for correlation only
     */
    record Question(String process, String caseId, Map<String, Value> inputs) {}

    /**
     * @param kind {@code classifier}, {@code recorded}, {@code http}, {@code chat}
     * @param name what a person calls it ("tfidf-logistic")
     * @param sha256 hex digest of the serialised model, or of the endpoint's declared identity
     */
    record AuthorVersion(String kind, String name, String sha256) {
        /** {@code classifier:tfidf-logistic@1a2b3c4d5e6f}: the actor id and the change log's {@code model}. */
        public String id() {
            return kind + ":" + name + "@" + sha256.substring(0, Math.min(12, sha256.length()));
        }

        public Json toJson() {
            return Json.object("kind", kind, "name", name, "sha256", sha256);
        }
    }

    /**
     * The four ways an author can answer. Everything but {@link Answered} becomes a checkpoint. What an answer has used up
     * is told beside it where the model tells: an answer that fails costs as much as a good one.
     */
    sealed interface Answer {
        record Answered(Proposal proposal, @Nullable Usage usage) implements Answer {
            public Answered(Proposal proposal) {
                this(proposal, null);
            }
        }

        /** It declined to propose: it has not learned enough, or the request was not acceptable. */
        record Refused(String reason, @Nullable Usage usage) implements Answer {
            public Refused(String reason) {
                this(reason, null);
            }
        }

        /** It broke: an error, or an answer that does not meet the schema. */
        record Failed(String reason, @Nullable Usage usage) implements Answer {
            public Failed(String reason) {
                this(reason, null);
            }
        }

        /** No answer before the deadline. */
        record Unknown(String reason) implements Answer {}
    }

    /**
     * What the author suggests.
     *
     * @param decision the suggested decision, a label ("400123", "Approve in Full")
     * @param confidence calibrated probability that the label is right, in [0, 1]
     * @param confident whether the confidence reaches the threshold fixed with this author version
     * @param options the most probable labels, most probable first; stored, so that replay never needs the model
     * @param basis one sentence on what the suggestion rests on
     */
    record Proposal(String decision, double confidence, boolean confident, List<Option> options, String basis) {
        public Proposal {
            if (!(confidence >= 0 && confidence <= 1)) throw new IllegalArgumentException("confidence: " + confidence);
            options = List.copyOf(options);
        }

        public Json.Obj toJson() {
            return Json.object(
                    "decision", decision,
                    "confidence", confidence,
                    "confident", confident,
                    "options", Json.array(options.stream().map(Option::toJson).toList()),
                    "basis", basis);
        }

        /** Reads the form that {@link #toJson} writes. */
        public static Proposal fromJson(Json.Obj json) {
            return new Proposal(
                    json.text("decision", ""),
                    json.number("confidence", 0),
                    json.flag("confident"),
                    json.array("options").stream()
                            .map(o -> Option.fromJson((Json.Obj) o))
                            .toList(),
                    json.text("basis", ""));
        }
    }

    /**
     * What an answer has used up.
     *
     * @param model the model as its provider names it in the answer
     * @param input tokens read, those from and into a cache among them
     * @param output tokens written, those of reasoning among them
     * @param cacheRead tokens of the input that came from a cache
     * @param cacheWrite tokens of the input that were put into one
     * @param reasoning tokens of the output that nobody sees
     * @param cost what it costs, null where no prices are known
     */
    record Usage(
            String model,
            long input,
            long output,
            long cacheRead,
            long cacheWrite,
            long reasoning,
            @Nullable Cost cost) {
        public Usage {
            if (input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0 || reasoning < 0)
                throw new IllegalArgumentException("usage: below 0");
            if (cacheRead + cacheWrite > input) throw new IllegalArgumentException("usage: more cached than read");
        }

        public Json.Obj toJson() {
            return Json.object(
                    "model",
                    model,
                    "input_tokens",
                    input,
                    "output_tokens",
                    output,
                    "cache_read_tokens",
                    cacheRead,
                    "cache_write_tokens",
                    cacheWrite,
                    "reasoning_tokens",
                    reasoning,
                    "cost",
                    cost == null ? null : cost.toJson());
        }
    }

    /**
     * What an answer costs.
     *
     * @param amount in {@code currency} (ISO 4217)
     * @param source {@code provider} where the provider said it, {@code local} where it was worked out from prices
     * @param priceTable version of the prices it was worked out from; empty where the provider said it
     */
    record Cost(java.math.BigDecimal amount, String currency, String source, String priceTable) {
        Json toJson() {
            return Json.object(
                    "amount",
                    amount.toPlainString(),
                    "currency",
                    currency,
                    "source",
                    source,
                    "price_table",
                    priceTable);
        }
    }

    /** One label with its calibrated probability. */
    record Option(String decision, double probability) {
        Json toJson() {
            return Json.object("decision", decision, "probability", probability);
        }

        static Option fromJson(Json.Obj json) {
            return new Option(json.text("decision", ""), json.number("probability", 0));
        }
    }
}

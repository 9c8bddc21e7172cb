package remit.server.authors;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.ports.Author.Answer;
import remit.ports.Author.Option;
import remit.ports.Author.Proposal;
import remit.process.DecisionText;

/**
 * Reads what a foreign model said, strictly: the published schema first, then what a schema cannot say. Reasons name the
 * field that is wrong, never its content: an answer may repeat personal data.
 */
final class Answers {
    private final Schema schema;
    private final double threshold;
    private final Set<String> labels;
    private final @Nullable String secret;

    /**
     * @param threshold the confidence from which a proposal is confident; above 1 nothing is
     * @param labels the only decisions that are accepted; empty accepts every decision
     */
    Answers(double threshold, Set<String> labels) {
        this(threshold, labels, null);
    }

    /** @param secret the access token that was sent: an answer that repeats it is none, or it would become evidence */
    Answers(double threshold, Set<String> labels, @Nullable String secret) {
        this.secret = secret;
        this.labels = Set.copyOf(labels);
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(resource("/schemas/v1/author-answer.json"));
        this.threshold = threshold;
    }

    private static String resource(String name) {
        try (InputStream stream = Answers.class.getResourceAsStream(name)) {
            if (stream == null) throw new IllegalStateException("not on the class path: " + name);
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer read(String text) {
        return switch (Json.read(text)) {
            case Checked.Refused<Json> refused ->
                new Answer.Failed("the answer is not JSON: "
                        + refused.problems().getFirst().place());
            case Checked.Ok<Json>(Json json) -> checked(json);
        };
    }

    private Answer checked(Json json) {
        List<Error> errors = schema.validate(json.compact(), InputFormat.JSON);
        if (!errors.isEmpty()) return new Answer.Failed("the answer does not meet its schema: " + places(errors));
        if (secret != null && repeats(json, secret)) return new Answer.Failed("the answer repeats the access token");
        var answer = (Json.Obj) json;
        String refused = answer.text("refused");
        if (refused != null) return new Answer.Refused("the model declined");
        return proposal(answer);
    }

    private static boolean repeats(Json json, String secret) {
        return switch (json) {
            case Json.Str(String text) -> text.contains(secret);
            case Json.Arr(List<Json> items) -> items.stream().anyMatch(each -> repeats(each, secret));
            case Json.Obj object -> object.fields().values().stream().anyMatch(each -> repeats(each, secret));
            case Json.Num _, Json.Bool _, Json.Null() -> false;
        };
    }

    /** Where the answer is wrong and which rule it breaks; field names that the schema does not know are content too. */
    private static String places(List<Error> errors) {
        return errors.stream()
                .limit(3)
                .map(e -> (e.getInstanceLocation().getNameCount() == 0 ? "answer" : e.getInstanceLocation()) + " ("
                        + e.getKeyword() + ")")
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Answer proposal(Json.Obj answer) {
        String decision = answer.text("decision", "");
        double confidence = answer.number("confidence", 0);
        var probabilities = new HashMap<String, Double>();
        double sum = 0;
        for (Json item : answer.array("options")) {
            var option = (Json.Obj) item;
            double probability = option.number("probability", 0);
            if (probabilities.put(option.text("decision", ""), probability) != null) {
                return new Answer.Failed("the answer names an option twice");
            }
            sum += probability;
        }
        if (sum > 1 + 1e-6) return new Answer.Failed("the probabilities of the options sum to more than 1");
        probabilities.remove(decision);
        boolean surer = probabilities.values().stream().anyMatch(p -> p > confidence);
        if (surer) return new Answer.Failed("an option is more probable than the decision");
        var options = new ArrayList<Option>();
        options.add(new Option(decision, confidence));
        probabilities.entrySet().stream()
                .map(e -> new Option(e.getKey(), Math.min(e.getValue(), Math.max(0, 1 - confidence))))
                .sorted(Comparator.comparingDouble(Option::probability)
                        .reversed()
                        .thenComparing(Option::decision))
                .forEach(options::add);
        double others =
                options.stream().skip(1).mapToDouble(Option::probability).sum();
        // The schema says the same of most of it; what becomes a decision is looked at by who keeps it, too.
        if (options.stream().anyMatch(option -> DecisionText.wrong(option.decision()) != null)) {
            return new Answer.Failed("a decision of the answer is empty, too long or holds a control character");
        }
        if (confidence + others > 1 + 1e-6) return new Answer.Failed("confidence and options sum to more than 1");
        if (!labels.isEmpty() && !options.stream().allMatch(option -> labels.contains(option.decision()))) {
            return new Answer.Failed("the model proposed a decision that the pack does not list");
        }
        String basis = answer.text("basis", "the model gave no basis");
        return new Answer.Answered(new Proposal(decision, confidence, confidence >= threshold, options, basis));
    }
}

package remit.server.authors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.authors.embedding.Embeddings;
import remit.server.authors.embedding.Identity;

/**
 * A classifier as JSON. Weights are 16-bit floats (IEEE 754 binary16), the rest 32-bit, little endian, in base 64: a
 * term's row after the other, one weight per label. The version's hash is SHA-256 over the canonical bytes of the whole document.
 */
final class ModelFile {
    private static final String SCHEMA = "remit/model/v1";

    private ModelFile() {}

    static Classifier write(Core core, Judge judge, TrainingReport report, Core.Sight sight) {
        Vocabulary vocabulary = core.vocabulary();
        var idf = new float[vocabulary.size()];
        for (int i = 0; i < idf.length; i++) idf[i] = vocabulary.weight(i);
        Json.Obj words = Json.object(
                "schema", SCHEMA,
                "settings", sight.settings().toJson(),
                "group", sight.group(),
                "labels", Json.strings(core.labels()),
                "terms", Json.strings(vocabulary.names()),
                "term_weights", floats(idf),
                "bias", floats(core.softmax().bias()),
                "weights", halves(core.softmax().weights()),
                "precedents", core.precedents().toJson(),
                "judge", judge.toJson(),
                "report", report.toJson());
        Meaning meaning = core.meaning();
        return build(core, judge, report, meaning == null ? words : words.with("meaning", json(meaning)));
    }

    private static Json json(Meaning meaning) {
        return Json.object(
                "identity", meaning.identity().toJson(),
                "columns", Json.strings(meaning.columns()),
                "bias", floats(meaning.softmax().bias()),
                "weights", halves(meaning.softmax().weights()));
    }

    private static Classifier build(Core core, Judge judge, TrainingReport report, Json.Obj model) {
        String sha256 = Digest.hex(Digest.sha256(model.canonicalBytes()));
        return new Classifier(core, judge, report, model, sha256);
    }

    static Checked<Classifier> read(Json.Obj model, Embeddings embeddings) {
        if (!model.text("schema", "").equals(SCHEMA)) {
            return Checked.refused(damaged("schema is \"" + model.text("schema", "") + "\", not " + SCHEMA));
        }
        return FeatureSettings.read(model.object("settings")).then(settings -> {
            try {
                return meaning(model, embeddings).map(meaning -> rebuild(model, settings, meaning.orElse(null)));
            } catch (IllegalArgumentException | ClassCastException e) {
                return Checked.refused(damaged(String.valueOf(e.getMessage())));
            }
        });
    }

    /** The model of meaning, only on what computes the same embeddings as those that it learned from. */
    private static Checked<Optional<Meaning>> meaning(Json.Obj model, Embeddings embeddings) {
        if (!(model.get("meaning") instanceof Json.Obj meaning)) return Checked.ok(Optional.empty());
        Identity learned = Identity.fromJson(meaning.object("identity"));
        return embeddings.identity().then(here -> {
            if (!here.equals(learned)) {
                return Checked.refused(new Problem(
                        "RMT-318",
                        "author model",
                        "it learned from other embeddings (" + learned.inWords() + ") than are computed here ("
                                + here.inWords() + ")",
                        "run it where it was trained, or train the author again in another --data-dir"));
            }
            List<String> columns = texts(meaning.array("columns"));
            int labels = model.array("labels").size();
            var softmax = new Softmax(
                    labels,
                    halves(meaning, "weights", columns.size() * Embeddings.WIDTH * labels),
                    floats(meaning, "bias", labels));
            return Checked.ok(Optional.of(new Meaning(columns, softmax, here, embeddings)));
        });
    }

    private static Classifier rebuild(Json.Obj model, FeatureSettings settings, @Nullable Meaning meaning) {
        List<String> labels = texts(model.array("labels"));
        String[] terms = texts(model.array("terms")).toArray(String[]::new);
        float[] idf = floats(model, "term_weights", terms.length);
        float[] bias = floats(model, "bias", labels.size());
        float[] weights = halves(model, "weights", terms.length * labels.size());
        var core = new Core(
                labels,
                new Vocabulary(settings, terms, idf),
                new Softmax(labels.size(), weights, bias),
                Precedents.fromJson(model.array("precedents")),
                meaning);
        return build(
                core, Judge.fromJson(model.object("judge")), TrainingReport.fromJson(model.object("report")), model);
    }

    private static Problem damaged(String why) {
        return new Problem("RMT-307", "author model", "not a model of this program: " + why, "train the author again");
    }

    private static List<String> texts(List<Json> items) {
        var texts = new ArrayList<String>();
        for (Json item : items) texts.add(((Json.Str) item).text());
        return List.copyOf(texts);
    }

    private static Json floats(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Json.of(Base64.getEncoder().encodeToString(bytes.array()));
    }

    private static Json halves(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) bytes.putShort(Float.floatToFloat16(value));
        return Json.of(Base64.getEncoder().encodeToString(bytes.array()));
    }

    private static float[] halves(Json.Obj model, String name, int count) {
        ByteBuffer bytes = bytes(model, name, count * Short.BYTES);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = Float.float16ToFloat(bytes.getShort());
        return values;
    }

    private static ByteBuffer bytes(Json.Obj model, String name, int length) {
        byte[] bytes = Base64.getDecoder().decode(model.text(name, ""));
        if (bytes.length != length) throw new IllegalArgumentException(name + " has the wrong length");
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] floats(Json.Obj model, String name, int count) {
        var values = new float[count];
        bytes(model, name, count * Float.BYTES).asFloatBuffer().get(values);
        return values;
    }
}

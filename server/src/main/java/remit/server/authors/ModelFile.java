package remit.server.authors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Problem;

/**
 * A classifier as JSON. Weights are the bytes of 32-bit floats, little endian, in base 64: a term's row after the other,
 * one weight per label. The version's hash is SHA-256 over the canonical bytes of the whole document.
 */
final class ModelFile {
    private static final String SCHEMA = "remit/model/v1";

    private ModelFile() {}

    static Classifier write(
            Core core, Calibrator calibrator, TrainingReport report, FeatureSettings settings, @Nullable String group) {
        Vocabulary vocabulary = core.vocabulary();
        var idf = new float[vocabulary.size()];
        for (int i = 0; i < idf.length; i++) idf[i] = vocabulary.weight(i);
        Json.Obj model = Json.object(
                "schema", SCHEMA,
                "settings", settings.toJson(),
                "group", group,
                "labels", Json.strings(core.labels()),
                "terms", Json.strings(vocabulary.names()),
                "term_weights", floats(idf),
                "bias", floats(core.softmax().bias()),
                "weights", floats(core.softmax().weights()),
                "precedents", core.precedents().toJson(),
                "confidence", calibrator.toJson(),
                "report", report.toJson());
        return build(core, calibrator, report, model);
    }

    private static Classifier build(Core core, Calibrator calibrator, TrainingReport report, Json.Obj model) {
        boolean grouped = model.text("group") != null;
        String sha256 = Digest.hex(Digest.sha256(model.canonicalBytes()));
        return new Classifier(core, calibrator, report, grouped ? 0 : -1, model, sha256);
    }

    static Checked<Classifier> read(Json.Obj model) {
        if (!model.text("schema", "").equals(SCHEMA)) {
            return Checked.refused(damaged("schema is \"" + model.text("schema", "") + "\", not " + SCHEMA));
        }
        return FeatureSettings.read(model.object("settings")).then(settings -> {
            try {
                return Checked.ok(rebuild(model, settings));
            } catch (IllegalArgumentException | ClassCastException e) {
                return Checked.refused(damaged(String.valueOf(e.getMessage())));
            }
        });
    }

    private static Classifier rebuild(Json.Obj model, FeatureSettings settings) {
        List<String> labels = texts(model.array("labels"));
        String[] terms = texts(model.array("terms")).toArray(String[]::new);
        float[] idf = floats(model, "term_weights", terms.length);
        float[] bias = floats(model, "bias", labels.size());
        float[] weights = floats(model, "weights", terms.length * labels.size());
        var core = new Core(
                labels,
                new Vocabulary(settings, terms, idf),
                new Softmax(labels.size(), weights, bias),
                Precedents.fromJson(model.array("precedents")));
        return build(
                core,
                Calibrator.fromJson(model.object("confidence")),
                TrainingReport.fromJson(model.object("report")),
                model);
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

    private static float[] floats(Json.Obj model, String name, int count) {
        byte[] bytes = Base64.getDecoder().decode(model.text(name, ""));
        if (bytes.length != count * Float.BYTES) throw new IllegalArgumentException(name + " has the wrong length");
        var values = new float[count];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}

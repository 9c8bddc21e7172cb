package remit.assurance;

import java.util.List;
import remit.assurance.threshold.Start;
import remit.kernel.Digest;
import remit.kernel.Json;

/**
 * What is asked of a set of labels, written down before they are read.
 *
 * @param process the process asked about
 * @param text the question in a sentence, without names of persons
 * @param labels name of the calibration set
 * @param alpha the largest error share allowed, in (0, 1)
 * @param delta the chance that the answer is wrong, in (0, 1); 0.05 is 95% confidence
 * @param starts where the tests begin; what they spend is at most delta
 */
public record Question(String process, String text, String labels, double alpha, double delta, List<Start> starts) {
    /** A half and four eighths need not add up to exactly 1 in doubles. */
    private static final double ROUNDING = 1e-12;

    public Question {
        starts = List.copyOf(starts);
        if (process.isBlank()) throw new IllegalArgumentException("process: blank");
        if (text.isBlank()) throw new IllegalArgumentException("text: blank");
        if (labels.isBlank()) throw new IllegalArgumentException("labels: blank");
        if (!(alpha > 0 && alpha < 1)) throw new IllegalArgumentException("alpha: not in (0, 1): " + alpha);
        if (!(delta > 0 && delta < 1)) throw new IllegalArgumentException("delta: not in (0, 1): " + delta);
        double spent = starts.stream().mapToDouble(Start::delta).sum();
        if (spent > delta * (1 + ROUNDING))
            throw new IllegalArgumentException("starts: they spend more than delta: " + spent);
    }

    public Json.Obj toJson() {
        return Json.object(
                "process", process,
                "text", text,
                "labels", labels,
                "alpha", alpha,
                "delta", delta,
                "starts",
                        Json.array(starts.stream()
                                .map(each -> Json.object("at", each.at(), "delta", each.delta()))
                                .toList()));
    }

    static Question fromJson(Json.Obj json) {
        List<Start> starts = json.array("starts").stream()
                .map(Json.Obj.class::cast)
                .map(each -> new Start((int) each.number("at", -1), each.number("delta", 0)))
                .toList();
        return new Question(
                json.text("process", ""),
                json.text("text", ""),
                json.text("labels", ""),
                json.number("alpha", 0),
                json.number("delta", 0),
                starts);
    }

    /** SHA-256 of its canonical form, hex: the same question has the same. */
    public String digest() {
        return Digest.sha256Hex(toJson().canonical());
    }
}

package remit.assurance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;

/**
 * How much chance of being wrong a set of labels has been asked for. Each new question to the same labels spends some of
 * it: whoever asks often enough hears what he wants. When it is spent, only fresh labels help.
 *
 * @param labels name of the calibration set
 * @param budget the chance that any answer from it is wrong, in (0, 1)
 * @param spent what each question took, in the order in which they were asked
 */
public record DeltaLedger(String labels, double budget, List<Spending> spent) {
    public DeltaLedger {
        spent = List.copyOf(spent);
        if (labels.isBlank()) throw new IllegalArgumentException("labels: blank");
        if (!(budget > 0 && budget < 1)) throw new IllegalArgumentException("budget: not in (0, 1): " + budget);
        if (left(budget, spent).signum() < 0) throw new IllegalArgumentException("spent: more than the budget");
    }

    /** @param question its digest @param delta what it took */
    public record Spending(String question, double delta) {
        public Spending {
            if (!(delta > 0 && delta < 1)) throw new IllegalArgumentException("delta: not in (0, 1): " + delta);
        }
    }

    public static DeltaLedger opened(String labels, double budget) {
        return new DeltaLedger(labels, budget, List.of());
    }

    /** What may still be spent, exact: a tenth less a tenth is nothing. */
    public BigDecimal left() {
        return left(budget, spent);
    }

    private static BigDecimal left(double budget, List<Spending> spent) {
        BigDecimal left = BigDecimal.valueOf(budget);
        for (Spending each : spent) left = left.subtract(BigDecimal.valueOf(each.delta));
        return left;
    }

    /**
     * The ledger after a question, or why it may not be asked. The very same question again costs nothing: the same labels
     * give the same answer.
     */
    public Checked<DeltaLedger> ask(Question question) {
        if (!question.labels().equals(labels)) {
            return refuse(
                    "RMT-170",
                    "the question is about the labels " + question.labels() + ", the ledger about " + labels,
                    "open a ledger for those labels");
        }
        String digest = question.digest();
        if (spent.stream().anyMatch(each -> each.question.equals(digest))) return Checked.ok(this);
        if (left().compareTo(BigDecimal.valueOf(question.delta())) < 0) {
            return refuse(
                    "RMT-171",
                    "the question needs " + BigDecimal.valueOf(question.delta()).toPlainString() + " of delta, and "
                            + left().stripTrailingZeros().toPlainString() + " of " + budget
                            + " is left on these labels",
                    "collect fresh labels, or ask with a higher confidence");
        }
        var more = new ArrayList<>(spent);
        more.add(new Spending(digest, question.delta()));
        return Checked.ok(new DeltaLedger(labels, budget, more));
    }

    private Checked<DeltaLedger> refuse(String code, String what, String fix) {
        return Checked.refused(new Problem(code, "labels " + labels, what, fix));
    }

    public Json.Obj toJson() {
        return Json.object(
                "labels",
                labels,
                "budget",
                budget,
                "spent",
                Json.array(spent.stream()
                        .map(each -> Json.object("question", each.question, "delta", each.delta))
                        .toList()));
    }

    /** Reads what {@link #toJson} wrote. */
    public static DeltaLedger fromJson(Json.Obj json) {
        return new DeltaLedger(
                json.text("labels", ""),
                json.number("budget", 0),
                json.array("spent").stream()
                        .map(Json.Obj.class::cast)
                        .map(each -> new Spending(each.text("question", ""), each.number("delta", 0)))
                        .toList());
    }
}

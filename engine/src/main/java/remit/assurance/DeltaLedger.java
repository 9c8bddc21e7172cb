package remit.assurance;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * How much chance of being wrong the labels of a process have been asked for: one ledger a process, whatever was asked and by
 * whom. Each question to the same labels spends some of it: whoever asks often enough hears what he wants. When it is spent,
 * only fresh labels help.
 *
 * <p>Questions that share labels draw on one budget, and so do those that are joined by others: of three where the first
 * meets the second and the second the third, all three count. By the union bound the chance that any of them is answered
 * wrongly is at most the budget, however their labels overlap. Labels that came in after all that was asked have a budget of
 * their own, until a question reads them together with older ones.
 *
 * <p>Trainings of an author are not held up by what people ask. The first spends its delta, and the k-th after it delta / (k(k+1)): all
 * of them together at most twice delta, however often it learns anew (as attempts at a promotion do).
 *
 * <p>Assumed: what is asked was not chosen by looking at the same labels. Points of one sequence of tests hold together, so
 * which of them is taken may be chosen by looking, and they are one question.
 *
 * @param process whose labels
 * @param budget the chance that any answer to people about connected labels is wrong, in (0, 1)
 * @param spent what each question took, in the order in which they were asked
 */
public record DeltaLedger(String process, double budget, List<Spending> spent) {
    public DeltaLedger {
        spent = List.copyOf(spent);
        if (process.isBlank()) throw new IllegalArgumentException("process: blank");
        if (!(budget > 0 && budget < 1)) throw new IllegalArgumentException("budget: not in (0, 1): " + budget);
    }

    /** Who spends. */
    public enum Purse {
        /** A person asked. */
        ASKED,
        /** An author was trained. */
        TRAINED
    }

    /**
     * @param asked digest of the question and of what it read
     * @param delta what it took
     * @param stretch the labels that it may have read
     */
    public record Spending(String asked, double delta, Stretch stretch, Purse purse) {
        public Spending {
            if (asked.isBlank()) throw new IllegalArgumentException("asked: blank");
            if (!(delta > 0 && delta < 1)) throw new IllegalArgumentException("delta: not in (0, 1): " + delta);
        }
    }

    public static DeltaLedger opened(String process, double budget) {
        return new DeltaLedger(process, budget, List.of());
    }

    /** What was spent on labels that are connected with these. */
    private record Connected(Stretch stretch, List<Spending> spent) {
        BigDecimal sum(Purse purse) {
            return spent.stream()
                    .filter(each -> each.purse == purse)
                    .map(each -> exact(each.delta))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    private Connected connected(Stretch labels) {
        Stretch whole = labels;
        var met = new ArrayList<Spending>();
        var rest = new ArrayList<>(spent);
        boolean grown = true;
        while (grown) {
            grown = false;
            for (var each = rest.iterator(); each.hasNext(); ) {
                Spending one = each.next();
                if (!one.stretch.meets(whole)) continue;
                whole = whole.with(one.stretch);
                met.add(one);
                each.remove();
                grown = true;
            }
        }
        return new Connected(whole, met);
    }

    /** What people may still spend on these labels, exact: a tenth less a tenth is nothing. */
    public BigDecimal left(Stretch labels) {
        return BigDecimal.valueOf(budget)
                .subtract(connected(labels).sum(Purse.ASKED))
                .max(BigDecimal.ZERO);
    }

    /** With which confidence all answers from these labels, and those connected with them, hold together. */
    public double together(Stretch labels) {
        Connected all = connected(labels);
        BigDecimal sum = all.sum(Purse.ASKED).add(all.sum(Purse.TRAINED));
        return Math.max(0, BigDecimal.ONE.subtract(sum).doubleValue());
    }

    /**
     * The ledger after a question, or why it may not be asked. The very same question to the very same labels again costs
     * nothing; with one label more it is another look, and is paid for.
     */
    public Checked<DeltaLedger> ask(Spending wanted) {
        if (holds(wanted.asked)) return Checked.ok(this);
        Connected all = connected(wanted.stretch);
        BigDecimal left = left(wanted.stretch);
        if (wanted.purse == Purse.ASKED && left.compareTo(exact(wanted.delta)) < 0) {
            Instant end = all.stretch.last().truncatedTo(ChronoUnit.SECONDS);
            return Checked.refused(new Problem(
                    "RMT-171",
                    "labels of " + process,
                    "the question needs " + percent(exact(wanted.delta)) + " of delta, and " + percent(left) + " of "
                            + percent(exact(budget))
                            + " is left on these labels, which share cases with " + questions(all)
                            + " asked before; it comes back with cases that came in after " + end,
                    "ask about those alone (from the day after on) once enough of their outcomes are known"
                            + (left.signum() > 0 ? ", or ask with a higher confidence" : "")));
        }
        return Checked.ok(with(wanted));
    }

    /** As it was meant: 1 - 0.8 is a fifth. */
    private static BigDecimal exact(double share) {
        return BigDecimal.valueOf(share).setScale(12, RoundingMode.HALF_EVEN);
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    private static String questions(Connected all) {
        long count =
                all.spent.stream().filter(each -> each.purse == Purse.ASKED).count();
        return count == 1 ? "1 question" : count + " questions";
    }

    private boolean holds(String asked) {
        return spent.stream().anyMatch(each -> each.asked.equals(asked));
    }

    /** The ledger after something that was written down is counted, whatever is left: the same twice counts once. */
    public DeltaLedger with(Spending known) {
        if (holds(known.asked)) return this;
        var more = new ArrayList<>(spent);
        more.add(known);
        return new DeltaLedger(process, budget, more);
    }

    /** What the next training may spend on these labels. @param delta what its author promises */
    public double ofTraining(double delta, Stretch labels) {
        long attempts = connected(labels).spent.stream()
                .filter(each -> each.purse == Purse.TRAINED)
                .count();
        return attempts == 0 ? delta : delta / (attempts * (attempts + 1.0));
    }
}

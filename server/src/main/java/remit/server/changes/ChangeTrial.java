package remit.server.changes;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.decision.Decision;
import remit.kernel.CheckResult;
import remit.kernel.Json;

/**
 * What a change would have made of cases that were decided before, each decided anew under its base and under what it
 * proposes.
 *
 * @param processes the process that it is about; for a level every process that it binds
 * @param attached the cases that it was drafted for
 */
public record ChangeTrial(List<OfProcess> processes, List<Attached> attached) {
    private static final String AUTHORITY = "authority";

    public ChangeTrial {
        processes = List.copyOf(processes);
        attached = List.copyOf(attached);
    }

    /**
     * One process.
     *
     * @param looked past cases that were looked at, {@code erased} those whose details are gone
     * @param untold those of which evidence does not hold what one of the versions looks at: why, and how many
     * @param moves verdicts that differ, the most frequent first
     * @param examples some of these cases, newest first
     */
    public record OfProcess(
            String process,
            long looked,
            long erased,
            Map<String, Long> untold,
            List<Move> moves,
            List<Example> examples) {
        public OfProcess {
            untold = java.util.Collections.unmodifiableMap(new TreeMap<>(untold));
            moves = List.copyOf(moves);
            examples = List.copyOf(examples);
        }

        /** How many were decided anew under both. */
        public long compared() {
            return looked - erased - incomparable();
        }

        /** How many are not erased but could not be decided anew under both. */
        public long incomparable() {
            return untold.values().stream().mapToLong(Long::longValue).sum();
        }

        /** How many get another verdict. */
        public long changed() {
            return moves.stream().mapToLong(Move::count).sum();
        }

        Json.Obj toJson() {
            return Json.object(
                    "process", process,
                    "past_cases", looked,
                    "compared", compared(),
                    "changed", changed(),
                    "erased", erased,
                    "not_comparable", incomparable(),
                    "not_comparable_because",
                            Json.array(untold.entrySet().stream()
                                    .map(each -> Json.object("why", each.getKey(), "count", each.getValue()))
                                    .toList()),
                    "moves", Json.array(moves.stream().map(Move::toJson).toList()),
                    "examples",
                            Json.array(examples.stream().map(Example::toJson).toList()));
        }
    }

    /**
     * Cases that go from one verdict to another.
     *
     * @param sum of their amounts in {@code currency}, which is empty where the pack declares none
     * @param unpriced those without an amount, or with one in another currency: not in the sum
     */
    public record Move(Ruling from, Ruling to, long count, BigDecimal sum, String currency, long unpriced) {
        Json.Obj toJson() {
            return Json.object(
                    "from",
                    from.word(),
                    "to",
                    to.word(),
                    "count",
                    count,
                    "sum",
                    Json.decimal(sum),
                    "currency",
                    currency.isEmpty() ? Json.NULL : Json.of(currency),
                    "without_amount",
                    unpriced);
        }

        /** {@code 41 from checkpoint to auto_clear, 12,400.00 GBP}. */
        String text() {
            String worth = count == unpriced ? "" : ", " + amount(sum) + (currency.isEmpty() ? "" : " " + currency);
            String without = unpriced == 0 || unpriced == count ? "" : ", " + number(unpriced) + " without an amount";
            return number(count) + " from " + from.word() + " to " + to.word() + worth + without;
        }
    }

    /**
     * A verdict.
     *
     * @param row of the process's own table, 0 where none spoke
     * @param reason of the strictest check
     * @param by that check, and the row of its table where it has one: {@code row 4}, {@code organisation row 1}
     */
    public record Side(Ruling ruling, int row, String reason, String by) {
        static Side of(Decision decision) {
            // A process's own table says the most where several checks are as strict and give the same reason.
            String by = decision.checks().stream()
                    .filter(check -> check.verdict() == decision.verdict()
                            && check.reason().equals(decision.reason()))
                    .min(Comparator.comparing(check -> !check.check().equals(AUTHORITY)))
                    .map(Side::by)
                    .orElse("");
            return new Side(decision.ruling(), decision.row(), decision.reason(), by);
        }

        private static String by(CheckResult check) {
            int row = (int) check.detail().number("row", 0);
            String name = check.check().equals(AUTHORITY)
                    ? ""
                    : check.check().startsWith(AUTHORITY + "_")
                            ? check.check().substring(AUTHORITY.length() + 1)
                            : check.check();
            return (name + (row == 0 ? "" : " row " + row)).strip();
        }

        Json.Obj toJson() {
            return Json.object(
                    "verdict",
                    ruling.word(),
                    "row",
                    row == 0 ? Json.NULL : Json.of(row),
                    "reason",
                    reason,
                    "decided_by",
                    by.isEmpty() ? Json.NULL : Json.of(by));
        }

        String text() {
            return ruling.word() + (by.isEmpty() ? "" : " (" + by + ")");
        }
    }

    /** A case that gets another verdict. */
    public record Example(String caseId, Side from, Side to) {
        Json.Obj toJson() {
            return Json.object("case", caseId, "from", from.toJson(), "to", to.toJson());
        }
    }

    /**
     * A case that the change was drafted for.
     *
     * @param why a verdict is missing; empty where both are there
     * @param wanted which verdict it should get; null where it is only looked at
     */
    public record Attached(
            String caseId,
            @Nullable Side base,
            @Nullable Side proposed,
            String why,
            @Nullable Ruling wanted) {
        Attached wanting(@Nullable Ruling ruling) {
            return new Attached(caseId, base, proposed, why, ruling);
        }

        /** Whether it gets another verdict than it should, or none: what cannot be decided is not what was wanted. */
        public boolean fails() {
            return wanted != null && (proposed == null || proposed.ruling() != wanted);
        }

        Json.Obj toJson() {
            return Json.object(
                    "case",
                    caseId,
                    "base",
                    base == null ? Json.NULL : base.toJson(),
                    "proposed",
                    proposed == null ? Json.NULL : proposed.toJson(),
                    "why",
                    why,
                    "wanted",
                    wanted == null ? Json.NULL : Json.of(wanted.word()),
                    "passes",
                    wanted == null ? Json.NULL : Json.of(!fails()));
        }

        String text() {
            String got = base == null || proposed == null
                    ? caseId + "  not decided anew: " + why
                    : caseId + "  " + base.text() + " -> " + proposed.text();
            return wanted == null ? got : got + "; wanted " + wanted.word() + ": " + (fails() ? "fails" : "passes");
        }
    }

    public Json.Obj toJson() {
        return Json.object(
                "processes",
                        Json.array(processes.stream().map(OfProcess::toJson).toList()),
                "attached", Json.array(attached.stream().map(Attached::toJson).toList()));
    }

    /** For people. @param examples how many to list of each process */
    public List<String> lines(int examples) {
        var lines = new java.util.ArrayList<String>();
        if (processes.isEmpty()) lines.add("It binds no process.");
        for (OfProcess each : processes) {
            lines.add(each.process + ": " + number(each.changed()) + " of " + number(each.compared())
                    + " past cases get another verdict");
            each.moves.forEach(move -> lines.add("  " + move.text()));
            if (each.erased > 0) lines.add("  " + number(each.erased) + " more are erased");
            each.untold.forEach((why, count) -> lines.add("  " + number(count) + " more cannot be compared: " + why));
            each.examples.stream()
                    .limit(examples)
                    .forEach(example ->
                            lines.add("  " + example.caseId + "  " + example.from.text() + " -> " + example.to.text()));
        }
        if (!attached.isEmpty()) lines.add("attached cases:");
        attached.forEach(each -> lines.add("  " + each.text()));
        return lines;
    }

    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String amount(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,." + Math.max(0, amount.scale()) + "f", amount);
    }
}

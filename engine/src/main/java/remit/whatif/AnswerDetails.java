package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import remit.authority.Ruling;

/** What an answer rests on, a line each: for whoever read its sentence. */
final class AnswerDetails {
    private static final String GAP = "  ";

    private final Answer answer;
    private final AnswerText.Words words;
    private final Comparison compared;

    AnswerDetails(Answer answer, AnswerText.Words words) {
        this.answer = answer;
        this.words = words;
        this.compared = answer.compared();
    }

    /** @param most so many moved cases at most */
    List<String> lines(int most) {
        var lines = new ArrayList<String>();
        answer.sought().tables().ifPresent(tables -> table(tables, lines));
        cells(lines);
        segments(lines);
        honesty(lines);
        cases(lines, most);
        return lines;
    }

    /** The proposed numbers. */
    private static void table(TableSearch tables, List<String> lines) {
        for (TableSearch.Part part : tables.parts()) {
            String values = tables.by()
                    .map(fact -> fact + " " + AnswerText.few(part.values()) + ": ")
                    .orElse("");
            String moves = part.moved().stream()
                    .map(moved -> moved.lever().words() + " "
                            + Lever.show(moved.lever().now()) + " to " + Lever.show(moved.to()))
                    .collect(Collectors.joining(", "));
            lines.add(values + moves + " (" + AnswerText.count(part.newly()) + " newly clear)");
        }
        if (!tables.parts().isEmpty()) lines.add("");
    }

    private void cells(List<String> lines) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("outcome", "now", "proposed", words.units(), words.currency(), ""));
        for (Comparison.Cell cell : compared.cells()) {
            String moves = cell.then() == Ruling.AUTO_CLEAR ? "newly clears" : "changes";
            rows.add(List.of(
                    cell.truth().name().toLowerCase(Locale.ROOT),
                    cell.now().word(),
                    cell.then().word(),
                    AnswerText.count(cell.count()),
                    AnswerText.amount(cell.money()),
                    cell.now() == cell.then() ? "" : moves));
        }
        lines.addAll(columns(rows, 3, 4));
    }

    private void segments(List<String> lines) {
        if (compared.segments().isEmpty()) return;
        lines.add("");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("segment", "moved", "known", "wrong", "at most wrong, each for itself", ""));
        for (Comparison.Segment segment : compared.segments()) {
            Measure moved = segment.moved().measure();
            String name = segment.name().isEmpty() ? "(none)" : segment.name();
            rows.add(List.of(
                    name.length() > 31 ? name.substring(0, 28) + "..." : name,
                    AnswerText.count(moved.cases()),
                    AnswerText.count(moved.seen()),
                    AnswerText.count(moved.wrong()),
                    AnswerText.percent(segment.moved().bound().upper()),
                    segment.standing().words()));
        }
        lines.addAll(columns(rows, 1, 4));
    }

    /** Columns as wide as what stands in them, with a gap between. @param from the first of numbers, {@code to} the last */
    private static List<String> columns(List<List<String>> rows, int from, int to) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows)
            for (int i = 0; i < widths.length; i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        var lines = new ArrayList<String>();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String room = " ".repeat(widths[i] - row.get(i).length());
                boolean number = i >= from && i <= to;
                line.append(i == 0 ? "" : GAP).append(number ? room + row.get(i) : row.get(i) + room);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private void honesty(List<String> lines) {
        Measure all = compared.then().measure();
        lines.add("");
        var known = new StringBuilder("Outcome known for " + AnswerText.count(all.seen()) + " of "
                + AnswerText.count(all.cases()) + " " + words.units() + " that would clear");
        all.sources()
                .forEach((source, count) -> known.append(", ")
                        .append(AnswerText.count(count))
                        .append(" by ")
                        .append(source.words()));
        lines.add(known.append('.').toString());
        lines.add("Shares of errors count " + words.units() + ", not money.");
        if (all.later() > 0) lines.add(AnswerText.count(all.later()) + " more are not due yet: left out of the bound.");
        if (all.missing() > 0) {
            lines.add(
                    AnswerText.count(all.missing()) + " should be known and are not: the bound takes them for wrong.");
        }
        ladder(lines);
        answer.leftOut()
                .forEach((why, count) -> lines.add(AnswerText.count(count) + " could not be compared: " + why + "."));
        lines.add("Every case is seen with the facts of the time at which it was decided.");
        if (compared.days().cases() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Mean days until a case is closed: %.1f now, %.1f then (%s cases whose days are known).",
                    compared.days().now(),
                    compared.days().then(),
                    AnswerText.count(compared.days().cases())));
        }
    }

    private void ladder(List<String> lines) {
        Answer.Staged staged = answer.staged();
        if (staged.cases() == 0) return;
        String by = staged.held().entrySet().stream()
                .map(each -> AnswerText.count(each.getValue()) + " by "
                        + each.getKey().words())
                .collect(Collectors.joining(", "));
        lines.add(
                staged.rulesAlone()
                        ? "Counted as if the ladder had let them clear, which it did not: " + by + "."
                        : "Held by the ladder alone, which the rules would let clear: " + by
                                + ". --rules-alone asks without the ladder.");
    }

    private void cases(List<String> lines, int most) {
        List<Answer.MovedCase> moved = answer.moved();
        if (moved.isEmpty() || most == 0) return;
        lines.add("");
        lines.add("Moved, the most likely wrong first"
                + (moved.size() > most ? " (" + most + " of " + AnswerText.count(moved.size()) + ")" : "") + ":");
        for (Answer.MovedCase each : moved.subList(0, Math.min(most, moved.size()))) {
            String score =
                    Double.isNaN(each.score()) ? "" : String.format(Locale.ROOT, "  confidence %.3f", each.score());
            BigDecimal money = each.money();
            lines.add("  " + each.id() + "  " + each.truth().name().toLowerCase(Locale.ROOT) + score
                    + (money == null ? "" : "  " + AnswerText.amount(money) + " " + words.currency()));
        }
    }
}

package remit.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import remit.dmn.TableText;
import remit.rules.HitPolicy;
import remit.testing.Property.Chance;

/** Random tables as text, every cell of which is of the grammar; labels and annotations hold what people type. */
public final class TestingTexts {
    private static final List<String> TYPES =
            List.of("string", "number", "boolean", "date", "time", "dateTime", "yearMonthDuration", "dayTimeDuration");

    private static final Map<String, List<String>> CELLS = Map.of(
            "string",
                    List.of("\"a\"", "\"a\", \"b\"", "not(\"a\", \"c\")", "\"<&>\"", "\"say \\\"hi\\\"\"", "\"=1+1\""),
            "number",
                    List.of(
                            "5",
                            "-5",
                            "5.00",
                            "< 5",
                            ">= -0.5",
                            "[1..5]",
                            "]1..5[",
                            "1, 2",
                            "not(7)",
                            "1000000000000000000001"),
            "boolean", List.of("true", "false", "true, false", "not(true)"),
            "date",
                    List.of(
                            "date(\"2026-01-31\")",
                            "@\"2026-01-31\"",
                            "< date(\"2026-01-31\")",
                            "[@\"2026-01-01\"..@\"2026-02-01\")"),
            "time", List.of("time(\"08:30:00\")", "@\"08:30:00\"", "> time(\"08:30:00\")"),
            "dateTime", List.of("date and time(\"2026-01-31T08:30:00\")", "@\"2026-01-31T08:30:00\""),
            "yearMonthDuration", List.of("duration(\"P1Y6M\")", "@\"P3M\"", "<= duration(\"P1Y\")"),
            "dayTimeDuration", List.of("duration(\"PT12H\")", "@\"P2D\"", "> duration(\"PT90M\")"));

    private static final Map<String, List<String>> LITERALS = Map.of(
            "string", List.of("\"a\"", "\"b\"", "\"c\"", "\"<&>\"", "\"=1+1\"", "\"-1+1\"", "\"it's\""),
            "number", List.of("5", "-5", "5.00", "0.1", "1000000000000000000001"),
            "boolean", List.of("true", "false"),
            "date", List.of("date(\"2026-01-31\")", "@\"2026-01-31\""),
            "time", List.of("time(\"08:30:00\")", "@\"08:30:00\""),
            "dateTime", List.of("date and time(\"2026-01-31T08:30:00\")", "@\"2026-01-31T08:30:00\""),
            "yearMonthDuration", List.of("duration(\"P1Y6M\")", "@\"P3M\""),
            "dayTimeDuration", List.of("duration(\"PT12H\")", "@\"P2D\""));

    private static final List<String> WORDS = List.of(
            "",
            "Amount (EUR)",
            "=SUM(A1)",
            "+49 30",
            "@work",
            "-",
            "-2+3",
            "'quoted'",
            "a;b,c\td",
            "two\nlines",
            "é < & > \" ]]>",
            "  ",
            "TRUE",
            "007",
            "1,5",
            "\u2028",
            "😀");

    private TestingTexts() {}

    /** A table called {@code name}. */
    public static TableText table(Chance chance, String name) {
        var inputs = new ArrayList<TableText.In>();
        for (int i = chance.between(0, 4); i > 0; i--) {
            String type = chance.pick(TYPES);
            String fact = chance.oneIn(4) ? "the fact " + i : chance.oneIn(4) ? "part.of" + i : "f" + i;
            inputs.add(new TableText.In(fact, word(chance), type, ""));
        }
        var outputs = new ArrayList<TableText.Out>();
        int said = chance.between(1, 3);
        for (int i = 0; i < said; i++) {
            String type = chance.pick(TYPES);
            boolean listed = chance.oneIn(3);
            String allowed = listed ? String.join(", ", LITERALS.get(type)) : "";
            String otherwise = chance.oneIn(3) ? chance.pick(LITERALS.get(type)) : "";
            String called = said == 1 && chance.flip() ? "" : "out " + i;
            outputs.add(new TableText.Out(called, word(chance), type, allowed, otherwise));
        }
        var notes = new ArrayList<String>();
        for (int i = chance.between(0, 2); i > 0; i--) notes.add("note " + i);
        var columns = new TableText.Columns(inputs, outputs, notes);
        var rows = new ArrayList<TableText.Row>();
        for (int i = 1; i <= chance.between(0, 6); i++) rows.add(row(chance, columns, "row_" + i));
        HitPolicy policy = chance.oneOf(HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.RULE_ORDER);
        if (said == 1 && outputs.getFirst().type().equals("number") && chance.flip()) policy = HitPolicy.SUM;
        return new TableText(name, policy, columns, rows, List.of());
    }

    /** A row for these columns. */
    public static TableText.Row row(Chance chance, TableText.Columns columns, String id) {
        return new TableText.Row(
                id,
                columns.inputs().stream()
                        .map(input -> chance.oneIn(4) ? chance.oneOf("-", "") : chance.pick(CELLS.get(input.type())))
                        .toList(),
                columns.outputs().stream()
                        .map(output -> chance.pick(LITERALS.get(output.type())))
                        .toList(),
                columns.notes().stream().map(_ -> word(chance)).toList(),
                word(chance));
    }

    /** What a person types beside a table; blanks at its ends are none of it. */
    private static String word(Chance chance) {
        return chance.pick(WORDS).strip();
    }

    /** The same table after a person changed some of its rows. */
    public static TableText edited(Chance chance, TableText table) {
        var rows = new ArrayList<TableText.Row>();
        for (TableText.Row row : table.rows()) {
            if (chance.oneIn(4)) continue;
            rows.add(chance.oneIn(3) ? row(chance, table.columns(), row.id()) : row);
            if (chance.oneIn(4)) rows.add(row(chance, table.columns(), ""));
        }
        if (rows.size() > 1 && chance.oneIn(3)) rows.add(rows.removeFirst());
        return table.with(rows);
    }
}

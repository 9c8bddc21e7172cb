package remit.server.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import remit.dmn.TableText;
import remit.rules.HitPolicy;

/**
 * A decision table as the texts of a sheet. Above the rows stands everything that it takes to come back: policy, names,
 * labels, types, allowed values, defaults.
 */
final class TableSheet {
    /** What stands in the first cell of the first row. */
    static final String MARK = "Remit table";

    static final String VERSION = "1";

    /** The kinds of columns, in the words of the sheet. */
    static final String INPUT = "input";

    static final String OUTPUT = "output";
    static final String NOTE = "note";
    static final String DESCRIPTION = "description";
    static final String ID = "id";

    private TableSheet() {}

    /** @param header how many rows stand above those of the table */
    record Written(Grid grid, int header) {}

    static Written write(TableText text, String name) {
        TableText.Columns columns = text.columns();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(MARK, VERSION));
        rows.add(List.of("table", text.name()));
        rows.add(List.of("hit policy", policy(text.hitPolicy())));
        if (!text.reads().isEmpty()) {
            rows.add(Stream.concat(
                            Stream.of("also reads"),
                            text.reads().stream().map(fact -> fact.name() + ": " + fact.type()))
                    .toList());
        }
        rows.add(line("column", columns, new Words(_ -> INPUT, _ -> OUTPUT, _ -> NOTE), List.of(DESCRIPTION, ID)));
        List<String> none = List.of("", "");
        rows.add(line("name", columns, new Words(TableText.In::fact, TableText.Out::name, note -> note), none));
        rows.add(line("label", columns, new Words(TableText.In::label, TableText.Out::label, _ -> ""), none));
        rows.add(line("type", columns, new Words(TableText.In::type, TableText.Out::type, _ -> ""), none));
        rows.add(line("allowed", columns, new Words(TableText.In::allowed, TableText.Out::allowed, _ -> ""), none));
        rows.add(line("default", columns, new Words(_ -> "", TableText.Out::otherwise, _ -> ""), none));
        int header = rows.size();
        int number = 0;
        for (TableText.Row row : text.rows()) {
            rows.add(Stream.of(
                            List.of(String.valueOf(++number)),
                            row.cells(),
                            row.says(),
                            row.notes(),
                            List.of(row.description(), row.id()))
                    .flatMap(List::stream)
                    .toList());
        }
        return new Written(new Grid(name, rows), header);
    }

    /** What a line says of each kind of column. */
    private record Words(
            Function<TableText.In, String> input,
            Function<TableText.Out, String> output,
            Function<String, String> note) {}

    private static List<String> line(String word, TableText.Columns columns, Words words, List<String> end) {
        return Stream.of(
                        Stream.of(word),
                        columns.inputs().stream().map(words.input()),
                        columns.outputs().stream().map(words.output()),
                        columns.notes().stream().map(words.note()),
                        end.stream())
                .flatMap(each -> each)
                .toList();
    }

    /** {@code FIRST}, {@code COLLECT SUM}. */
    static String policy(HitPolicy policy) {
        return (policy.attribute() + " " + policy.aggregation()).strip();
    }

    static Optional<HitPolicy> policy(String written) {
        return Stream.of(HitPolicy.values())
                .filter(each -> policy(each).equalsIgnoreCase(written.replaceAll("\\s+", " "))
                        || each.letter().equalsIgnoreCase(written))
                .findFirst();
    }

    static String policies() {
        return Stream.of(HitPolicy.values()).map(TableSheet::policy).collect(Collectors.joining(", "));
    }
}

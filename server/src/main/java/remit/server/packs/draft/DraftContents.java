package remit.server.packs.draft;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import remit.process.Intake;
import remit.server.packs.ColumnLook;
import remit.server.packs.PackFile;
import remit.server.packs.Sniffed;

/** What a drafted pack says, beside its contract and its table: intake, sample and the list of guesses. */
record DraftContents(
        String id, List<ColumnLook> looks, DraftRoles.Chosen chosen, Set<String> labels, BigDecimal limit) {
    private static final int SAMPLE_ROWS = 60;

    static PackFile file(String path, String text) {
        return new PackFile(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A YAML scalar in double quotes. */
    static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                + '"';
    }

    String currency() {
        ColumnLook money = chosen.money();
        String currency = money == null ? null : money.currency();
        return currency == null ? "USD" : currency;
    }

    boolean isKey(ColumnLook look) {
        return chosen.key().contains(look.header());
    }

    boolean isOutcome(ColumnLook look) {
        return chosen.outcomes().contains(look.header());
    }

    /** A key of one column identifies and says nothing; the parts of a longer one are inputs as well. */
    boolean isInput(ColumnLook look) {
        return !isOutcome(look) && (!isKey(look) || chosen.key().size() > 1);
    }

    /** Inputs of a type that the model can learn from, by how it reads them. */
    Map<String, List<String>> features() {
        var features = new java.util.LinkedHashMap<String, List<String>>();
        for (String kind : List.of("text", "category", "number")) features.put(kind, new ArrayList<>());
        for (ColumnLook look : looks) {
            if (!isInput(look) || look.equals(chosen.time()) || look.counts().distinct() < 2) continue;
            boolean unique = look.counts().distinct() == look.counts().rows();
            switch (look.type()) {
                case NUMBER, MONEY -> features.getOrDefault("number", List.of()).add(look.name());
                case FLAG -> features.getOrDefault("category", List.of()).add(look.name());
                case DATE -> {}
                case TEXT -> {
                    boolean words =
                            look.counts().words() >= 1.5 && look.counts().distinct() > 20;
                    if (words) features.getOrDefault("text", List.of()).add(look.name());
                    else if (!unique)
                        features.getOrDefault("category", List.of()).add(look.name());
                }
            }
        }
        return features;
    }

    String intake(Sniffed table) {
        var out = new StringBuilder();
        out.append("# What the columns of the file mean. Drafted from a file: check every line.\n")
                .append("schema: remit/v1\n")
                .append("format: {delimiter: ")
                .append(quoted(String.valueOf(table.delimiter())))
                .append(", encoding: ")
                .append(table.encoding().name())
                .append("}\n")
                .append("key: [")
                .append(names(chosen.key()))
                .append("]\n")
                .append("time: ")
                .append(chosen.time().name())
                .append('\n');
        if (chosen.distinct()) out.append("repeat: distinct   # equal rows are different cases\n");
        out.append("outcome_after: P30D\n")
                .append(
                        "# true when the file will also tell the outcome of cases that cleared and that nobody looked at\n")
                .append("source_reports_outcomes: false\n\ncolumns:\n");
        for (ColumnLook look : looks)
            out.append("  ")
                    .append(quoted(look.header()))
                    .append(": ")
                    .append(column(look))
                    .append('\n');
        return out.toString();
    }

    private String names(Set<String> headers) {
        return looks.stream()
                .filter(look -> headers.contains(look.header()))
                .map(ColumnLook::name)
                .collect(Collectors.joining(", "));
    }

    private String column(ColumnLook look) {
        var parts = new ArrayList<String>();
        parts.add("name: " + look.name());
        parts.add("role: " + (isOutcome(look) ? "outcome" : isKey(look) ? "key" : "input"));
        if (isKey(look) && isInput(look)) parts.add("also_input: true");
        parts.add("type: " + look.type().name().toLowerCase(Locale.ROOT));
        if (look.type() == Intake.Type.MONEY)
            parts.add("currency: " + (look.currency() == null ? currency() : look.currency()));
        if (look.decimalComma()) parts.add("decimal: comma");
        if (look.type() == Intake.Type.DATE && !look.formats().isEmpty())
            parts.add("formats: [" + quoted(look.formats().getFirst()) + "]");
        if (!look.empties().isEmpty()) {
            parts.add("empty: ["
                    + look.empties().stream().map(DraftContents::quoted).collect(Collectors.joining(", ")) + "]");
        }
        if (isInput(look) && !look.equals(chosen.time()) && !look.counts().always() && !look.equals(chosen.money()))
            parts.add("required: false");
        return "{" + String.join(", ", parts) + "}";
    }

    /** Invented rows in the file's own form: none of the file's cells, except the labels of the target. */
    static PackFile sample(Sniffed table, DraftContents draft) {
        String delimiter = String.valueOf(table.delimiter());
        var out = new StringBuilder();
        out.append(table.header().stream()
                        .map(header -> cell(header, delimiter))
                        .collect(Collectors.joining(delimiter)))
                .append('\n');
        List<String> labels = draft.labels().stream().limit(5).toList();
        for (int row = 0; row < SAMPLE_ROWS; row++) {
            var cells = new ArrayList<String>();
            for (String header : table.header()) {
                String text = "";
                for (ColumnLook look : draft.looks()) {
                    if (look.header().equals(header)) text = draft.invented(look, row, labels);
                }
                cells.add(cell(text, delimiter));
            }
            out.append(String.join(delimiter, cells)).append('\n');
        }
        return new PackFile("sample.csv", out.toString().getBytes(table.encoding()));
    }

    private String invented(ColumnLook look, int row, List<String> labels) {
        int group = row % Math.max(1, labels.size());
        if (look.equals(chosen.target())) return labels.isEmpty() ? "" : labels.get(group);
        return switch (look.type()) {
            case DATE -> {
                LocalDate day = LocalDate.of(2024, 1, 2).plusDays(row);
                yield DateTimeFormatter.ofPattern(
                                look.formats().isEmpty()
                                        ? "yyyy-MM-dd"
                                        : look.formats().getFirst(),
                                Locale.ENGLISH)
                        .format(day.atTime(9, 30));
            }
            case NUMBER, MONEY -> {
                String number = String.format(Locale.ROOT, "%.2f", 10.0 + 7 * row);
                yield look.decimalComma() ? number.replace('.', ',') : number;
            }
            case FLAG -> row % 2 == 0 ? "yes" : "no";
            case TEXT -> isKey(look) ? "S" + (1000 + row) : "sample " + look.name() + " " + (group + 1);
        };
    }

    private static String cell(String text, String delimiter) {
        boolean plain = !text.contains(delimiter) && !text.contains("\"") && !text.contains("\n");
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    String readme(List<PackDraft.Guess> guesses) {
        var out = new StringBuilder(
                "# " + id
                        + "\n\nDrafted from a file by `remit init`. What it guessed, and why:\n\n| what | guess | why |\n|---|---|---|\n");
        for (PackDraft.Guess guess : guesses) {
            out.append("| ")
                    .append(bar(guess.what()))
                    .append(" | ")
                    .append(bar(guess.value()))
                    .append(" | ")
                    .append(bar(guess.why()))
                    .append(" |\n");
        }
        return out.append("\n`sample.csv` is **synthetic**: invented rows in the file's form.\n\n")
                .append(
                        "Before real work: put in the people, the time zone, the cost and the limits in `process.yaml` and\n")
                .append("`authority.dmn`, then `./remit test` the folder.\n")
                .toString();
    }

    private static String bar(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}

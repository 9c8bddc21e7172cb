package remit.server.packs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.ProblemException;
import remit.kernel.Value;
import remit.kernel.VisibleText;
import remit.process.Intake;

/**
 * Reads rows as an intake declares them: from a CSV file, plain or gzip, or one at a time from an API. A row is rejected
 * only when it cannot become a case: a line that cannot be cut into fields, a key or a time that is empty or unreadable.
 * Any other bad cell becomes an ill-typed value, which the rules see.
 *
 * <p>A key column that is also an input may be empty or unreadable, as long as some part of the key is there: it is
 * judged as the input that it is. Safe for use by many threads.
 */
public final class RowReader {
    /** Longer names belong to no case; they would fill pages and logs. */
    static final int LONGEST_KEY_PART = 500;

    static final int LONGEST_CELL = 1 << 16;

    private final Intake intake;
    private final Map<String, CellReader> cells = new LinkedHashMap<>();
    private final @Nullable EventRows events;

    public RowReader(Intake intake, ZoneId zone) {
        this.intake = intake;
        for (Intake.Column column : intake.columns()) {
            if (column.role() != Intake.Role.IGNORED) cells.put(column.name(), new CellReader(column, zone));
        }
        Intake.Grouping grouping = intake.grouping();
        this.events = grouping == null ? null : new EventRows(intake, grouping, cells, zone);
    }

    /** Whether a file must have the outcome columns. A file of new work has none yet. */
    public enum Outcomes {
        EXPECTED,
        OPTIONAL
    }

    /**
     * Reads the whole file once, so that nothing of a damaged, cut-off or foreign file is ever used: bytes, encoding,
     * header, that there is at least one row. Rows themselves are read by {@link DataFile#rows}.
     */
    public Checked<DataFile> open(Path path, Outcomes outcomes) {
        try {
            return Checked.ok(DataFile.verify(path, this, outcomes));
        } catch (ProblemException e) {
            return Checked.refused(e.problems());
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    Intake intake() {
        return intake;
    }

    Charset charset() {
        return Charset.forName(intake.format().encoding());
    }

    /** How rows that make a case together are read; null where every row is one. */
    @Nullable
    EventRows events() {
        return events;
    }

    /**
     * The case that some rows make together, or why they make none: one of them cannot be read, or none starts it.
     *
     * @param parts the rows of one group, in the order in which they happened
     */
    public Row whole(List<Row.Part> parts) {
        if (events == null) throw new IllegalStateException("every row of this intake is a case");
        return switch (events.whole(parts)) {
            case EventRows.Whole.Refused(Row.RejectedRow row) -> row;
            case EventRows.Whole.Told(long line, Map<String, String> texts) -> read(texts::get, line, null);
        };
    }

    /**
     * One row from an API: fields by column name or by header; others are ignored.
     *
     * @param line what to call the row in messages
     * @param received business time when there is no field for it at all, or null: then a row without time is rejected.
     *     A field that is there and empty is a row without time, as in a file
     */
    public Row read(Map<String, String> fields, long line, @Nullable Instant received) {
        Map<String, String> texts = new HashMap<>();
        for (CellReader cell : cells.values()) {
            Intake.Column column = cell.column();
            String text = fields.getOrDefault(column.name(), fields.getOrDefault(column.header(), ""));
            texts.put(column.name(), text);
        }
        for (String text : texts.values()) {
            if (text.indexOf('\0') >= 0) {
                return new Row.RejectedRow(line, "", "", "a field holds the character NUL", "send it without");
            }
        }
        Intake.Column time = cell(intake.time()).column();
        boolean timed = fields.containsKey(time.name()) || fields.containsKey(time.header());
        return read(texts::get, line, timed ? null : received);
    }

    /** @param texts raw cell by column name; null where the file has no such column */
    Row read(Function<String, @Nullable String> texts, long line, @Nullable Instant received) {
        Row.RejectedRow unfit = unfit(texts, line);
        if (unfit != null) return unfit;
        Map<String, Value> values = new HashMap<>();
        for (CellReader cell : cells.values()) {
            String name = cell.column().name();
            values.put(name, cell.read(text(texts, name)));
        }
        var key = new ArrayList<String>();
        for (String name : intake.key()) {
            Intake.Column column = cell(name).column();
            Value value = values.getOrDefault(name, Value.ABSENT);
            if (!column.alsoInput() && value instanceof Value.Absent) {
                return new Row.RejectedRow(
                        line,
                        column.header(),
                        text(texts, name),
                        "the key is empty",
                        "give every row its " + column.header());
            }
            if (!column.alsoInput() && value instanceof Value.IllTyped(String raw, String why)) {
                return new Row.RejectedRow(
                        line, column.header(), shorten(raw), why, "mend the cell, or the column's type in intake.yaml");
            }
            key.add(keyPart(value));
        }
        if (key.stream().allMatch(String::isEmpty)) {
            return new Row.RejectedRow(
                    line,
                    cell(intake.key().getFirst()).column().header(),
                    "",
                    "the key is empty",
                    "give every row its key");
        }
        CellReader time = cell(intake.time());
        String written = time.clean(text(texts, intake.time()));
        Instant at = written.isEmpty() ? received : time.instant(written);
        if (at == null) {
            return new Row.RejectedRow(
                    line,
                    time.column().header(),
                    shorten(written),
                    written.isEmpty() ? "the time is empty" : time.whyNoDate(),
                    written.isEmpty()
                            ? "give every row its " + time.column().header()
                            : "mend the cell, or add its format to intake.yaml");
        }
        return row(line, texts, values, List.copyOf(key), at);
    }

    /** A cell too long to be one, or a key that nobody could type: control characters would steer a terminal. */
    private Row.@Nullable RejectedRow unfit(Function<String, @Nullable String> texts, long line) {
        for (CellReader cell : cells.values()) {
            Intake.Column column = cell.column();
            String text = cell.clean(text(texts, column.name()));
            boolean key = intake.key().contains(column.name());
            int longest = key ? LONGEST_KEY_PART : LONGEST_CELL;
            if (text.length() > longest) {
                return new Row.RejectedRow(
                        line,
                        column.header(),
                        shorten(text),
                        (key ? "a key" : "a cell") + " of more than " + longest + " characters",
                        "shorten it at its source");
            }
            if (key && text.chars().anyMatch(Character::isISOControl)) {
                return new Row.RejectedRow(
                        line,
                        column.header(),
                        shorten(VisibleText.of(text)),
                        "the key holds a control character",
                        "write it without at its source");
            }
        }
        return null;
    }

    private Row row(
            long line,
            Function<String, @Nullable String> texts,
            Map<String, Value> values,
            List<String> key,
            Instant at) {
        Map<String, Value> inputs = new LinkedHashMap<>();
        Map<String, Value> outcomes = new LinkedHashMap<>();
        var visible = new LinkedHashMap<String, Json>();
        Map<String, String> currencies = new LinkedHashMap<>();
        for (CellReader cell : cells.values()) {
            Intake.Column column = cell.column();
            Value value = values.getOrDefault(column.name(), Value.ABSENT);
            if (column.visible()) {
                inputs.put(column.name(), value);
                // As it is written: "5 EUR" is another content than "5", though both are the number 5.
                visible.put(column.name(), content(value));
                if (value instanceof Value.IllTyped) {
                    cell.foreign(text(texts, column.name())).ifPresent(foreign -> {
                        inputs.put(column.name(), foreign.number());
                        currencies.put(column.name(), foreign.currency());
                    });
                }
            }
            if (column.role() == Intake.Role.OUTCOME) outcomes.put(column.name(), value);
        }
        for (Intake.Derived derived : intake.derived()) {
            String text = cell(derived.from()).clean(text(texts, derived.from()));
            inputs.put(derived.name(), Value.of(text.startsWith(derived.startsWith())));
        }
        var outcomeContent = new LinkedHashMap<String, Json>();
        outcomes.forEach((name, value) -> outcomeContent.put(name, content(value)));
        return new Row.SourceRow(
                line,
                Collections.unmodifiableMap(inputs),
                key,
                String.join("/", key),
                at,
                Collections.unmodifiableMap(currencies),
                Collections.unmodifiableMap(outcomes),
                Json.object("key", Json.strings(key), "inputs", new Json.Obj(visible)),
                new Json.Obj(outcomeContent));
    }

    /** One cell as the intake reads it; a scenario writes its inputs as a file would. */
    public Value value(String name, String text) {
        return cell(name).read(text);
    }

    /** One cell as the key of a case holds it. */
    public String keyText(String name, String text) {
        return keyPart(cell(name).read(text));
    }

    private CellReader cell(String name) {
        CellReader cell = cells.get(name);
        if (cell == null) throw new IllegalArgumentException("the intake has no column " + name);
        return cell;
    }

    private static String text(Function<String, @Nullable String> texts, String name) {
        String text = texts.apply(name);
        return text == null ? "" : text;
    }

    /** The reason is left out: its wording may change, the content of a row may not. */
    private static Json content(Value value) {
        return value instanceof Value.IllTyped(String raw, String why) ? Json.object("raw", raw) : value.toJson();
    }

    private static String keyPart(Value value) {
        return switch (value) {
            case Value.Numeric(BigDecimal number) when number.signum() == 0 -> "0";
            case Value.Numeric(BigDecimal number) -> number.stripTrailingZeros().toPlainString();
            case Value.Text(String text) -> text;
            case Value.Flag _,
                    Value.Day _,
                    Value.Moment _,
                    Value.Time _,
                    Value.DayTime _,
                    Value.Months _,
                    Value.Span _ -> value.show();
            case Value.Absent() -> "";
            case Value.IllTyped(String raw, String why) -> raw;
        };
    }

    static String shorten(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }
}

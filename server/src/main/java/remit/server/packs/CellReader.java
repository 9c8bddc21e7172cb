package remit.server.packs;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.process.Intake;

/** Reads the cells of one column. */
final class CellReader {
    private final Intake.Column column;
    private final ZoneId zone;
    private final List<DatePattern> patterns;
    private final Set<String> yes;
    private final Set<String> no;

    CellReader(Intake.Column column, ZoneId zone) {
        this.column = column;
        this.zone = zone;
        Intake.Reading reading = column.reading();
        this.patterns = reading.type() == Intake.Type.DATE ? DatePattern.all(reading.formats()) : List.of();
        this.yes = lower(reading.trueWords());
        this.no = lower(reading.falseWords());
    }

    private static Set<String> lower(Set<String> words) {
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    Intake.Column column() {
        return column;
    }

    /** The cell without blanks around it; empty when it is one of the words for empty. */
    String clean(String raw) {
        String text = raw.strip();
        return column.reading().emptyWords().contains(text) ? "" : text;
    }

    /** A typed value; absent when empty, ill-typed with the reason when it cannot be read. */
    Value read(String raw) {
        String text = clean(raw);
        if (text.isEmpty()) return Value.ABSENT;
        Intake.Reading reading = column.reading();
        return switch (reading.type()) {
            case TEXT -> Value.of(text);
            case NUMBER -> NumberCell.read(text, reading.decimalComma(), null);
            case MONEY -> NumberCell.read(text, reading.decimalComma(), reading.currency());
            case DATE -> {
                DatePattern.Read date = date(text);
                yield date == null ? new Value.IllTyped(text, whyNoDate()) : Value.of(date.day());
            }
            case FLAG -> flag(text);
        };
    }

    /** The amount of a cell that {@link #read} gave as ill-typed because it names another currency than the column's. */
    Optional<NumberCell.Foreign> foreign(String raw) {
        Intake.Reading reading = column.reading();
        String currency = reading.currency();
        return reading.type() == Intake.Type.MONEY && currency != null
                ? NumberCell.foreign(clean(raw), reading.decimalComma(), currency)
                : Optional.empty();
    }

    /** The instant of a date cell, or null. */
    @Nullable
    Instant instant(String raw) {
        DatePattern.Read date = date(clean(raw));
        return date == null ? null : date.instant();
    }

    private DatePattern.@Nullable Read date(String text) {
        for (DatePattern pattern : patterns) {
            DatePattern.Read date = pattern.read(text, zone);
            if (date != null) return date;
        }
        return null;
    }

    String whyNoDate() {
        List<String> formats = column.reading().formats();
        return "not a date of the calendar written as "
                + (formats.isEmpty() ? "yyyy-MM-dd" : String.join(" or ", formats));
    }

    private Value flag(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (yes.contains(word)) return Value.of(true);
        if (no.contains(word)) return Value.of(false);
        return new Value.IllTyped(
                text,
                "neither yes (" + String.join(", ", column.reading().trueWords()) + ") nor no ("
                        + String.join(", ", column.reading().falseWords()) + ")");
    }
}

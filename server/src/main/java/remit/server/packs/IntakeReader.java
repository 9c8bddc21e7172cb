package remit.server.packs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.process.Disposition;
import remit.process.Intake;

/** Makes the record of an intake that has passed its checks. */
final class IntakeReader {
    private IntakeReader() {}

    static Intake read(YamlNode intake) {
        YamlNode format = intake.at("format");
        var columns = new ArrayList<Intake.Column>();
        for (Columns.Declared column : Columns.of(intake).all()) columns.add(column(column));
        var derived = new ArrayList<Intake.Derived>();
        intake.at("derived")
                .fields()
                .forEach((name, node) -> derived.add(new Intake.Derived(
                        name, columnName(columns, node.text("from", "")), node.text("starts_with", ""))));
        return new Intake(
                new Intake.Format(delimiter(format.text("delimiter", ",")), format.text("encoding", "UTF-8")),
                List.copyOf(columns),
                intake.texts("key"),
                intake.text("time", ""),
                intake.text("repeat", "").equals("distinct"),
                List.copyOf(derived),
                Durations.parse(intake.text("outcome_after", "P30D")).orElse(Duration.ofDays(30)),
                intake.flag("source_reports_outcomes", false),
                intake.at("group_by").present() ? grouping(intake) : null);
    }

    static Intake.Grouping grouping(YamlNode intake) {
        var happenings = new ArrayList<Intake.Happening>();
        YamlNode events = intake.at("events");
        for (String name : events.fields().keySet()) happenings.add(new Intake.Happening(name, events.textMap(name)));
        var found = new ArrayList<Intake.Found>();
        intake.at("outcomes").fields().forEach((name, node) -> found.add(found(name, node)));
        return new Intake.Grouping(
                intake.texts("group_by"),
                intake.text("order_by", intake.text("time", "")),
                intake.textMap("start"),
                happenings,
                found);
    }

    private static Intake.Found found(String name, YamlNode node) {
        if (node.at("first").present()) return new Intake.Found(name, Intake.Pick.FIRST, node.textMap("first"));
        if (node.at("last").present()) return new Intake.Found(name, Intake.Pick.LAST, node.textMap("last"));
        var days = new java.util.LinkedHashMap<String, String>();
        for (String event : node.texts("day_of")) days.put(event, event);
        return new Intake.Found(name, Intake.Pick.DAY, days);
    }

    private static String columnName(List<Intake.Column> columns, String headerOrName) {
        return columns.stream()
                .filter(column ->
                        column.header().equals(headerOrName) || column.name().equals(headerOrName))
                .map(Intake.Column::name)
                .findFirst()
                .orElse(headerOrName);
    }

    private static Intake.Column column(Columns.Declared column) {
        YamlNode node = column.node();
        var reading = new Intake.Reading(
                Intake.Type.valueOf(column.type().toUpperCase(Locale.ROOT)),
                node.texts("formats"),
                words(node, "true", Set.of("true", "yes", "y", "1")),
                words(node, "false", Set.of("false", "no", "n", "0")),
                node.text("decimal", "point").equals("comma"),
                optional(node, "currency"),
                optional(node, "currency_column"),
                new LinkedHashSet<>(node.texts("empty")));
        return new Intake.Column(
                column.header(),
                column.name(),
                Intake.Role.valueOf(column.role().toUpperCase(Locale.ROOT)),
                node.flag("also_input", false),
                reading,
                node.flag("required", true),
                node.text("when_missing", "stop").equals("return") ? Disposition.RETURNED : Disposition.STOPPED,
                node.text("class", "internal"),
                node.flag("subject", false));
    }

    private static Set<String> words(YamlNode node, String key, Set<String> otherwise) {
        return node.at(key).present() ? new LinkedHashSet<>(node.texts(key)) : otherwise;
    }

    private static @Nullable String optional(YamlNode node, String key) {
        return Optional.of(node.text(key, "")).filter(text -> !text.isEmpty()).orElse(null);
    }

    /** The delimiter that {@code text} names, or 0 for none. */
    static char delimiter(String text) {
        String sign = text.equalsIgnoreCase("tab") || text.equals("\\t") ? "\t" : text;
        boolean usable = sign.length() == 1
                && "\"\n\r".indexOf(sign.charAt(0)) < 0
                && !Character.isLetterOrDigit(sign.charAt(0));
        return usable ? sign.charAt(0) : 0;
    }
}

package remit.server.packs;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.time.Duration;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether an intake means something: names exist, roles do not contradict each other, formats can be read. */
final class IntakeCheck {
    private static final Set<String> DATE_ONLY = Set.of("formats");
    private static final Set<String> NUMBER_ONLY = Set.of("decimal");
    private static final Set<String> MONEY_ONLY = Set.of("currency", "currency_column");
    private static final Set<String> FLAG_ONLY = Set.of("true", "false");

    private final YamlNode intake;
    private final Columns columns;
    private final Problems problems;

    IntakeCheck(YamlNode intake, Columns columns, Problems problems) {
        this.intake = intake;
        this.columns = columns;
        this.problems = problems;
    }

    void check() {
        format();
        if (!columns.known()) return;
        names();
        columns.all().forEach(this::column);
        key();
        time();
        derived();
        duration();
        new GroupingCheck(intake, columns, problems).check();
    }

    private void format() {
        YamlNode format = intake.at("format");
        String delimiter = format.text("delimiter", ",");
        if (IntakeReader.delimiter(delimiter) == 0) {
            problems.add(
                    "RMT-420",
                    format.at("delimiter"),
                    "format.delimiter",
                    "\"" + delimiter + "\" is not one sign",
                    "write \",\" or \";\" or \"|\" or \"\\t\"");
        }
        String encoding = format.text("encoding", "UTF-8");
        if (!supported(encoding)) {
            problems.add(
                    "RMT-420",
                    format.at("encoding"),
                    "format.encoding",
                    "\"" + encoding + "\" is no known encoding",
                    DidYouMean.hint(encoding, List.of("UTF-8", "windows-1252", "ISO-8859-1", "ISO-8859-15", "UTF-16")));
        }
    }

    private static boolean supported(String encoding) {
        try {
            return Charset.isSupported(encoding);
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }

    private void names() {
        Map<String, String> headers = new HashMap<>();
        for (Columns.Declared column : columns.all()) {
            String field = field(column);
            String before = headers.putIfAbsent(column.name(), column.header());
            if (before != null) {
                problems.add(
                        "RMT-412",
                        column.node(),
                        field,
                        "the name \"" + column.name() + "\" is taken by column \"" + before + "\"",
                        "give one of them another name");
            }
            if (columns.derived().contains(column.name()) || Columns.COMPUTED.contains(column.name())) {
                problems.add(
                        "RMT-412",
                        column.node(),
                        field,
                        "the name \"" + column.name() + "\" is that of a "
                                + (columns.derived().contains(column.name()) ? "derived" : "computed") + " fact",
                        "give the column another name");
            }
            if (!column.header().equals(column.header().strip())) {
                problems.add(
                        "RMT-412",
                        column.node(),
                        field,
                        "the header has blanks around it",
                        "write it without them: headers are compared after trimming");
            }
        }
        for (String name : columns.derived()) {
            if (Columns.COMPUTED.contains(name)) {
                problems.add(
                        "RMT-412",
                        intake.at("derived").at(name),
                        "derived." + name,
                        "the name is that of a computed fact",
                        "choose another name");
            }
        }
    }

    private void column(Columns.Declared column) {
        YamlNode node = column.node();
        String field = field(column);
        onlyFor(column, DATE_ONLY, List.of("date"));
        onlyFor(column, NUMBER_ONLY, List.of("number", "money"));
        onlyFor(column, MONEY_ONLY, List.of("money"));
        onlyFor(column, FLAG_ONLY, List.of("flag"));
        if (node.at("also_input").present() && !column.role().equals("key")) {
            problems.add(
                    "RMT-411",
                    node.at("also_input"),
                    field,
                    "also_input is for key columns; this one is " + column.role(),
                    "remove also_input");
        }
        if (node.flag("subject", false) && !Set.of("key", "input").contains(column.role())) {
            problems.add(
                    "RMT-411",
                    node.at("subject"),
                    field,
                    "a subject column is a key or an input, not " + column.role(),
                    "change the role or remove subject");
        }
        if (column.type().equals("money") && !column.role().equals("ignored")) money(column);
        for (String pattern : node.texts("formats")) {
            DatePattern.problem(pattern)
                    .ifPresent(why -> problems.add(
                            "RMT-420",
                            node.at("formats"),
                            field + ".formats",
                            "\"" + pattern + "\" " + why,
                            "write it with java.time letters: yyyy-MM-dd, dd/MM/yyyy, MM/dd/yy, yyyy-MM-dd HH:mm:ss"));
        }
        Set<String> both = lower(node.texts("true"));
        both.retainAll(lower(node.texts("false")));
        if (!both.isEmpty()) {
            problems.add(
                    "RMT-412",
                    node.at("true"),
                    field,
                    "\"" + both.iterator().next() + "\" means both yes and no",
                    "keep it in one of the two lists");
        }
    }

    private void money(Columns.Declared column) {
        String currency = column.node().text("currency", "");
        String field = field(column);
        if (currency.isEmpty()) {
            problems.add("RMT-416", column.node(), field, "a money column without a currency", "add currency: GBP");
        } else if (currency.matches("[A-Z]{3}")
                && Currency.getAvailableCurrencies().stream()
                        .noneMatch(known -> known.getCurrencyCode().equals(currency))) {
            problems.add(
                    "RMT-416",
                    column.node().at("currency"),
                    field + ".currency",
                    "\"" + currency + "\" is no ISO 4217 currency",
                    "write a code such as EUR, GBP or USD");
        }
        String other = column.node().text("currency_column", "");
        if (!other.isEmpty() && !columns.visible().contains(other)) {
            problems.add(
                    "RMT-410",
                    column.node().at("currency_column"),
                    field + ".currency_column",
                    "\"" + other + "\" is not the name of an input",
                    DidYouMean.hint(other, columns.visible()));
        }
    }

    private void onlyFor(Columns.Declared column, Set<String> keys, List<String> types) {
        for (String key : keys) {
            if (column.node().at(key).present() && !types.contains(column.type())) {
                problems.add(
                        "RMT-411",
                        column.node().at(key),
                        field(column) + "." + key,
                        "is for columns of type " + String.join(" or ", types) + "; this one is " + column.type(),
                        "change the type or remove " + key);
            }
        }
    }

    private void key() {
        List<YamlNode> named = intake.at("key").items();
        for (YamlNode item : named) {
            Columns.Declared column = columns.byName().get(item.text());
            if (column == null) {
                problems.add(
                        "RMT-410",
                        item,
                        "key",
                        "\"" + item.text() + "\" is not the name of a column",
                        DidYouMean.hint(item.text(), columns.byName().keySet()));
            } else if (!column.role().equals("key")) {
                problems.add(
                        "RMT-411",
                        item,
                        "key",
                        "\"" + item.text() + "\" has the role " + column.role(),
                        column.role().equals("outcome")
                                ? "take it out of the key: an outcome is not known when the case arrives"
                                : "give the column role: key (and also_input: true when rules read it)");
            }
        }
        Set<String> listed = named.stream().map(YamlNode::text).collect(Collectors.toSet());
        for (Columns.Declared column : columns.all()) {
            if (column.role().equals("key") && !listed.contains(column.name())) {
                problems.add(
                        "RMT-411",
                        column.node(),
                        "columns",
                        "\"" + column.name() + "\" has role key but is not in the list key",
                        "add it to key, or change its role");
            }
        }
    }

    private void time() {
        String time = intake.text("time", "");
        if (time.isEmpty()) return;
        Columns.Declared column = columns.byName().get(time);
        if (column == null) {
            problems.add(
                    "RMT-410",
                    intake.at("time"),
                    "time",
                    "\"" + time + "\" is not the name of a column",
                    DidYouMean.hint(time, columns.byName().keySet()));
        } else if (!column.type().equals("date")) {
            problems.add(
                    "RMT-411",
                    intake.at("time"),
                    "time",
                    "\"" + time + "\" is of type " + column.type() + ", not date",
                    "give the column type: date and its formats");
        } else if (column.role().equals("outcome") || column.role().equals("ignored")) {
            problems.add(
                    "RMT-411",
                    intake.at("time"),
                    "time",
                    "\"" + time + "\" has the role " + column.role(),
                    "business time is known when the case arrives: give it role: input");
        }
    }

    private void derived() {
        intake.at("derived").fields().forEach((name, node) -> {
            String from = node.text("from", "");
            if (!name.matches("[a-z][a-z0-9_]*")) {
                problems.add("RMT-418", node, "derived." + name, "is not a name", "use lower case and underscores");
            }
            boolean known = columns.all().stream()
                    .anyMatch(c -> c.header().equals(from) || c.name().equals(from));
            boolean outcome = columns.all().stream()
                    .anyMatch(c -> (c.header().equals(from) || c.name().equals(from))
                            && c.role().equals("outcome"));
            if (!from.isEmpty() && !known) {
                problems.add(
                        "RMT-418",
                        node,
                        "derived." + name + ".from",
                        "\"" + from + "\" is no column",
                        DidYouMean.hint(
                                from,
                                columns.all().stream()
                                        .map(Columns.Declared::header)
                                        .toList()));
            } else if (!from.isEmpty() && !outcome) {
                problems.add(
                        "RMT-418",
                        node,
                        "derived." + name + ".from",
                        "\"" + from + "\" is not an outcome column",
                        "a rule can read an input itself; derived is for one finding of an outcome");
            }
        });
    }

    private void duration() {
        String text = intake.text("outcome_after", "P30D");
        if (Durations.parse(text)
                .filter(d -> !d.isNegative() && d.compareTo(Duration.ofDays(3660)) < 0)
                .isEmpty()) {
            problems.add(
                    "RMT-414",
                    intake.at("outcome_after"),
                    "outcome_after",
                    "\"" + text + "\" is not a duration",
                    "write P30D for thirty days");
        }
    }

    private static Set<String> lower(List<String> words) {
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static String field(Columns.Declared column) {
        return "columns." + column.header();
    }
}

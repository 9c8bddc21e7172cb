package remit.server.packs;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import remit.kernel.Problem;
import remit.rules.Condition;
import remit.rules.FactType;
import remit.rules.Facts;

/** Whether an intake of events means something: which rows make a case, in which order, and what each of them says. */
final class GroupingCheck {
    private static final List<String> ONLY_GROUPED = List.of("order_by", "start", "events", "outcomes");
    private static final List<String> PICKS = List.of("first", "last", "day_of");

    private final YamlNode intake;
    private final Columns columns;
    private final Problems problems;

    GroupingCheck(YamlNode intake, Columns columns, Problems problems) {
        this.intake = intake;
        this.columns = columns;
        this.problems = problems;
    }

    void check() {
        if (!intake.at("group_by").present()) {
            ungrouped();
            return;
        }
        by();
        order();
        roles();
        Facts facts = facts();
        conditions(intake.at("start"), "start", facts);
        intake.at("events").fields().forEach((name, node) -> event(name, node, facts));
        intake.at("outcomes").fields().forEach(this::outcome);
    }

    private void ungrouped() {
        for (String key : ONLY_GROUPED) {
            if (!intake.at(key).present()) continue;
            problems.add(
                    "RMT-411",
                    intake.at(key),
                    key,
                    "is for files in which several rows make one case",
                    "add group_by with the columns that tell cases apart, or remove " + key);
        }
        for (Columns.Declared column : columns.all()) {
            if (!column.role().equals("event")) continue;
            problems.add(
                    "RMT-411",
                    column.node(),
                    "columns." + column.header(),
                    "role event is for files in which several rows make one case",
                    "add group_by, or give it the role input, outcome or ignored");
        }
    }

    private void by() {
        for (YamlNode item : intake.at("group_by").items()) {
            Columns.Declared column = columns.byName().get(item.text());
            if (column == null) unknown(item, "group_by", item.text());
            else if (!Set.of("key", "event").contains(column.role())) {
                problems.add(
                        "RMT-411",
                        item,
                        "group_by",
                        "\"" + item.text() + "\" has the role " + column.role(),
                        "rows are told apart by what every one of them holds: a column of role key or event");
            }
        }
    }

    private void order() {
        String order = intake.text("order_by", "");
        if (order.isEmpty()) return;
        Columns.Declared column = columns.byName().get(order);
        if (column == null) unknown(intake.at("order_by"), "order_by", order);
        else if (!Set.of("date", "number").contains(column.type()) || !ofRow(column)) {
            problems.add(
                    "RMT-411",
                    intake.at("order_by"),
                    "order_by",
                    "\"" + order + "\" is " + column.role() + " " + column.type(),
                    "name a date or a number that every row holds, of role event, input or key");
        }
    }

    private void unknown(YamlNode where, String field, String name) {
        problems.add(
                "RMT-410",
                where,
                field,
                "\"" + name + "\" is not the name of a column",
                DidYouMean.hint(name, columns.byName().keySet()));
    }

    /** What a row of the file may say of the case later, it may not say when the case comes in. */
    private void roles() {
        Set<String> found = new LinkedHashSet<>(intake.at("outcomes").fields().keySet());
        found.add(remit.process.Intake.TRAIL);
        for (Columns.Declared column : columns.all()) {
            if (!column.role().equals("outcome") || found.contains(column.header())) continue;
            problems.add(
                    "RMT-411",
                    column.node(),
                    "columns." + column.header(),
                    "is an outcome of one row among several",
                    "give it the role event, and say under events and outcomes what follows from it");
        }
        if (intake.at("derived").present()) {
            problems.add(
                    "RMT-411",
                    intake.at("derived"),
                    "derived",
                    "the outcomes of a case of several rows come after it: nothing of them is known before",
                    "remove derived");
        }
        if (intake.at("repeat").present()) {
            problems.add("RMT-411", intake.at("repeat"), "repeat", "with group_by a case stands once", "remove repeat");
        }
    }

    private static boolean ofRow(Columns.Declared column) {
        return Set.of("key", "input", "event").contains(column.role());
    }

    private Facts facts() {
        var types = new LinkedHashMap<String, FactType>();
        for (Columns.Declared column : columns.all()) {
            if (ofRow(column)) types.put(column.name(), type(column.type()));
        }
        return new Facts(types);
    }

    private static FactType type(String type) {
        return switch (type) {
            case "number", "money" -> FactType.NUMBER;
            case "date" -> FactType.DAY;
            case "flag" -> FactType.FLAG;
            default -> FactType.TEXT;
        };
    }

    private void event(String name, YamlNode node, Facts facts) {
        if (!name.matches("[a-z][a-z0-9_]*") || name.equals(EventRows.OTHER)) {
            problems.add(
                    "RMT-409",
                    node,
                    "events." + name,
                    "\"" + name + "\" is no name of an event",
                    "write lower case and underscores; \"other\" stands for rows that match none");
        }
        conditions(node, "events." + name, facts);
    }

    private void conditions(YamlNode node, String field, Facts facts) {
        if (node.fields().isEmpty()) return;
        var when = new LinkedHashMap<String, String>();
        node.fields().forEach((column, cell) -> when.put(column, cell.text()));
        for (Problem each : Condition.read(field, when, facts).problems()) {
            problems.add(each.code(), node, each.place(), each.what(), each.fix());
        }
    }

    private void outcome(String name, YamlNode node) {
        String field = "outcomes." + name;
        if (!name.matches("[a-z][a-z0-9_]*")) {
            problems.add("RMT-409", node, field, "\"" + name + "\" is no name", "write lower case and underscores");
        }
        List<String> picks =
                PICKS.stream().filter(pick -> node.at(pick).present()).toList();
        if (picks.size() != 1) {
            problems.add(
                    "RMT-407",
                    node,
                    field,
                    "says " + (picks.isEmpty() ? "none" : String.join(" and ", picks)) + " of first, last and day_of",
                    "say one of them");
            return;
        }
        YamlNode pick = node.at(picks.getFirst());
        Map<String, YamlNode> named = new LinkedHashMap<>(pick.fields());
        for (YamlNode item : pick.items()) named.put(item.text(), item);
        Set<String> known = intake.at("events").fields().keySet();
        named.forEach((event, where) -> {
            if (!known.contains(event)) {
                problems.add(
                        "RMT-410",
                        where,
                        field + "." + picks.getFirst(),
                        "\"" + event + "\" is not the name of an event",
                        DidYouMean.hint(event, known));
            }
        });
    }
}

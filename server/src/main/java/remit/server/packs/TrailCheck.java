package remit.server.packs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import remit.kernel.WrittenShare;
import remit.process.Trail;

/** Whether a contract's trail means something: its happenings exist, and one checkpoint is the final approval. */
final class TrailCheck {
    private static final String FIELD = "flow.trail";
    private static final String SAMPLING = "10%";

    private final YamlNode trail;
    private final Columns columns;
    private final Problems problems;

    TrailCheck(YamlNode trail, Columns columns, Problems problems) {
        this.trail = trail;
        this.columns = columns;
        this.problems = problems;
    }

    void check() {
        if (!trail.present()) return;
        if (columns.known() && columns.happenings().isEmpty()) {
            problems.add(
                    "RMT-411",
                    trail,
                    FIELD,
                    "the intake names no events, so nothing tells who looked at a case",
                    "let intake.yaml say group_by and events, or remove trail");
            return;
        }
        checkpoints();
        for (String list : List.of("undecided", "completed")) happenings(trail.at(list), FIELD + "." + list);
        for (YamlNode segment : trail.at("segments").items()) segment(segment);
        input(trail.at("cluster"), FIELD + ".cluster");
        String sampling = trail.text("sampling", SAMPLING);
        if (WrittenShare.SOME.read(sampling).isEmpty()) {
            problems.add(
                    "RMT-414",
                    trail.at("sampling"),
                    FIELD + ".sampling",
                    WrittenShare.SOME.what(sampling),
                    WrittenShare.FIX + ": without a sample nobody would see that it goes wrong");
        }
    }

    private void checkpoints() {
        List<YamlNode> items = trail.at("checkpoints").items();
        Map<String, String> told = new HashMap<>();
        var ids = new HashSet<String>();
        for (YamlNode item : items) {
            String id = item.text("id", "");
            String field = FIELD + ".checkpoints." + id;
            if (!ids.add(id)) problems.add("RMT-412", item, field, "\"" + id + "\" stands twice", "keep one of them");
            for (String list : List.of("approved", "rejected")) {
                happenings(item.at(list), field + "." + list);
                for (YamlNode event : item.at(list).items()) once(event, field + "." + list, told);
            }
        }
        if (!items.isEmpty() && items.stream().noneMatch(item -> item.flag("final", false))) {
            problems.add(
                    "RMT-407",
                    trail.at("checkpoints"),
                    FIELD + ".checkpoints",
                    "none of them is the final approval",
                    "say final: true of the one that answers for the case: it can never go");
        }
    }

    private void once(YamlNode event, String field, Map<String, String> told) {
        String before = told.putIfAbsent(event.text(), field);
        if (before != null) {
            problems.add(
                    "RMT-412",
                    event,
                    field,
                    "\"" + event.text() + "\" stands under " + before + " too",
                    "an event says one thing of one checkpoint: keep one of them");
        }
    }

    private void happenings(YamlNode list, String field) {
        if (!columns.known()) return;
        for (YamlNode item : list.items()) {
            if (columns.happenings().contains(item.text())) continue;
            problems.add(
                    "RMT-410",
                    item,
                    field,
                    "\"" + item.text() + "\" is not an event of the intake",
                    DidYouMean.hint(item.text(), columns.happenings()));
        }
    }

    private void segment(YamlNode segment) {
        String field = FIELD + ".segments." + segment.text("by", "");
        input(segment.at("by"), field);
        Columns.Declared column = columns.byName().get(segment.text("by", ""));
        BigDecimal before = null;
        for (YamlNode item : segment.at("limits").items()) {
            BigDecimal limit = ContractReader.isDecimal(item.text()) ? new BigDecimal(item.text()) : null;
            boolean rises = limit != null && (before == null || before.compareTo(limit) < 0);
            if (!rises) {
                problems.add(
                        "RMT-414",
                        item,
                        field + ".limits",
                        "\"" + item.text() + "\" is no number above the one before it",
                        "write ascending numbers: [50, 100, 250]");
            }
            before = limit;
        }
        if (before != null && column != null && !Set.of("number", "money").contains(column.type())) {
            problems.add(
                    "RMT-411",
                    segment,
                    field + ".limits",
                    "limits are for numbers; this one is " + column.type(),
                    "remove limits: every value is a segment then");
        }
    }

    private void input(YamlNode node, String field) {
        if (!node.present() || !columns.known() || columns.visible().contains(node.text())) return;
        problems.add(
                "RMT-417",
                node,
                field,
                "\"" + node.text() + "\" is not the name of an input",
                DidYouMean.hint(node.text(), columns.visible()));
    }

    /** Makes the record of a trail that has passed its checks. */
    static Trail read(YamlNode trail) {
        var looks = new ArrayList<Trail.Look>();
        for (YamlNode item : trail.at("checkpoints").items()) {
            looks.add(new Trail.Look(
                    item.text("id", ""),
                    new LinkedHashSet<>(item.texts("approved")),
                    new LinkedHashSet<>(item.texts("rejected")),
                    item.flag("final", false)));
        }
        var segments = new ArrayList<Trail.Segment>();
        for (YamlNode item : trail.at("segments").items()) {
            segments.add(new Trail.Segment(
                    item.text("by", ""),
                    item.texts("limits").stream().map(BigDecimal::new).toList()));
        }
        String cluster = trail.text("cluster", "");
        return new Trail(
                looks,
                trail.text("rounds", "any").equals("first") ? Trail.Rounds.FIRST : Trail.Rounds.ANY,
                new LinkedHashSet<>(trail.texts("undecided")),
                new LinkedHashSet<>(trail.texts("completed")),
                segments,
                cluster.isEmpty() ? null : cluster,
                ContractReader.share(trail.text("sampling", SAMPLING)).orElse(BigDecimal.ONE));
    }
}

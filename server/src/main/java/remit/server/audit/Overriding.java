package remit.server.audit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.assurance.mining.OverriddenGroups;
import remit.assurance.mining.Overrides;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.StoredFacts;
import remit.server.catalog.PublishedProcess;
import remit.server.store.Streaming;

/**
 * Where people decide otherwise than the author proposed more often than elsewhere: in a segment, for a reason, or under up
 * to three conditions on inputs. What is put up is tested, so that looking everywhere does not find something in any noise.
 */
public final class Overriding {
    /** The share of false groups among those found, and the chance of any false sentence. */
    private static final double ALPHA = 0.1;

    private static final int TRIED = 20;
    /** With fewer nothing could be told from chance. */
    private static final int FEWEST = 10;

    private final DataSource source;

    public Overriding(DataSource source) {
        this.source = source;
    }

    /** A case that a person judged, with what a rule could ask about it. */
    private record Judged(Judgements.Judgement said, String segment, Overrides.Example example) {
        boolean overridden() {
            return said.otherwise();
        }
    }

    /** What was found, as one object. */
    public Json.Obj report(PublishedProcess process) {
        List<Judged> all = judged(process);
        long overridden = all.stream().filter(Judged::overridden).count();
        boolean few = overridden < FEWEST || all.size() - overridden < FEWEST;
        return Json.object(
                "process", process.id(),
                "cases", all.size(),
                "overridden", overridden,
                "alpha", ALPHA,
                "few", few,
                "groups", Json.array(few ? List.of() : groups(all)),
                "conditions", Json.array(few ? List.of() : conditions(all)));
    }

    private List<Judged> judged(PublishedProcess process) {
        Map<String, Judgements.Judgement> said = new LinkedHashMap<>();
        for (Judgements.Judgement each : Judgements.ofCases(source, process.id())) said.put(each.caseId(), each);
        var all = new ArrayList<Judged>();
        Streaming.query(
                source,
                "select c.case_id, coalesce(c.segment, ''), p.content from case_view c join event o"
                        + " on o.case_id = c.case_id and o.seq = 1 left join payload p on p.event_id = o.id"
                        + " where c.process = ? and (c.phase in ('approved', 'rejected')"
                        + " or c.sample in ('right', 'wrong')) order by c.case_id",
                List.of(process.id()),
                row -> {
                    Judgements.Judgement each = said.get(row.getString(1));
                    if (each == null) return;
                    Json.Obj opening = row.getString(3) == null ? Json.EMPTY : Json.parseObject(row.getString(3));
                    all.add(new Judged(each, row.getString(2), example(process.intake(), opening, each)));
                });
        return all;
    }

    /** Inputs that rules may ask about; what names the person concerned is none. */
    private static Overrides.Example example(Intake intake, Json.Obj opening, Judgements.Judgement said) {
        Map<String, Value> values = StoredFacts.read(intake, opening.object("inputs"));
        var words = new HashMap<String, String>();
        var numbers = new HashMap<String, Double>();
        for (Intake.Column column : intake.columns()) {
            if (column.role() != Intake.Role.INPUT || column.subject()) continue;
            Value value = values.getOrDefault(column.name(), Value.ABSENT);
            if (value instanceof Value.Absent || value instanceof Value.IllTyped) continue;
            if (value instanceof Value.Numeric(BigDecimal number)) numbers.put(column.name(), number.doubleValue());
            else if (column.reading().type() == Intake.Type.TEXT) words.put(column.name(), value.show());
        }
        return new Overrides.Example(words, numbers, said.otherwise());
    }

    /** A group before it is tested. @param reason null for whatever reason */
    private record Group(String segment, @Nullable String reason) {
        boolean covers(Judged each) {
            return each.segment().equals(segment);
        }

        boolean marks(Judged each) {
            return each.overridden()
                    && (reason == null || reason.equals(each.said().reason()));
        }
    }

    private static List<Json> groups(List<Judged> all) {
        var segments = new TreeSet<String>();
        var reasons = new TreeSet<String>();
        for (Judged each : all) {
            segments.add(each.segment());
            String reason = each.said().reason();
            if (each.overridden() && reason != null) reasons.add(reason);
        }
        if (segments.size() < 2) return List.of();
        var groups = new LinkedHashMap<String, Group>();
        for (String segment : segments) {
            groups.put(segment, new Group(segment, null));
            for (String reason : reasons) groups.put(segment + "\n" + reason, new Group(segment, reason));
        }
        var counts = new ArrayList<OverriddenGroups.Count>();
        groups.forEach((name, group) -> counts.add(new OverriddenGroups.Count(
                name,
                all.stream().filter(group::covers).count(),
                all.stream().filter(group::covers).filter(group::marks).count(),
                all.stream().filter(group::marks).count(),
                all.size())));
        return OverriddenGroups.among(counts, ALPHA).stream()
                .sorted(Comparator.comparingDouble(OverriddenGroups::pValue))
                .map(found -> told(
                        found,
                        java.util.Objects.requireNonNull(
                                groups.get(found.count().name())),
                        all))
                .toList();
    }

    private static Json told(OverriddenGroups found, Group group, List<Judged> all) {
        OverriddenGroups.Count count = found.count();
        Json.Obj told = Json.object(
                "segment", group.segment(),
                "reason", group.reason(),
                "cases", count.covered(),
                "overridden", count.overridden(),
                "elsewhere_cases", count.all() - count.covered(),
                "elsewhere_overridden", count.marked() - count.overridden(),
                "p_value", found.pValue());
        return with(told, all, each -> group.covers(each) && group.marks(each));
    }

    /** Found on one half of the cases, confirmed on the other. */
    private static List<Json> conditions(List<Judged> all) {
        var learn = new ArrayList<Overrides.Example>();
        var confirm = new ArrayList<Overrides.Example>();
        // Ids are keyed digests, so that their order is chance.
        for (int i = 0; i < all.size(); i++)
            (i % 2 == 0 ? learn : confirm).add(all.get(i).example());
        return Overrides.mine(learn, confirm, TRIED, ALPHA).stream()
                .map(found -> {
                    Json.Obj told = Json.object(
                            "when", found.show(),
                            "cases", found.covered(),
                            "overridden", found.overridden(),
                            "p_value", found.pValue());
                    return (Json) with(
                            told,
                            all,
                            each -> each.overridden()
                                    && found.conditions().stream().allMatch(one -> one.holds(each.example())));
                })
                .toList();
    }

    /** What people decided there most often, and one such case to begin a change of the rules with. */
    private static Json.Obj with(Json.Obj told, List<Judged> all, Predicate<Judged> those) {
        List<Judged> found = all.stream().filter(those).toList();
        Map<String, Long> decisions =
                found.stream().collect(Collectors.groupingBy(each -> each.said().decision(), Collectors.counting()));
        String mostly = decisions.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElse("");
        return told.with("mostly", Json.of(mostly))
                .with(
                        "example",
                        found.isEmpty()
                                ? Json.NULL
                                : Json.of(found.getFirst().said().caseId()));
    }
}

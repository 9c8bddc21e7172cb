package remit.server.cases;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.Reporting;
import remit.process.StoredFacts;
import remit.server.store.CaseIds;
import remit.server.store.CaseWrite;

/**
 * A row that came in, in the form in which evidence keeps it.
 *
 * @param opening payload of the first event: {@code key, inputs, currencies, tags, source}
 * @param contentDigest keyed digest of key and inputs
 */
public record Incoming(String caseId, Instant at, Json.Obj opening, String contentDigest) {

    /** What a reader found in a row. */
    public record Row(
            List<String> key, Instant at, Map<String, Value> inputs, Map<String, String> currencies, Json source) {}

    /** Puts a row into its stored form. */
    public static Incoming of(Row row, String process, Intake intake, Reporting reporting, CaseIds ids) {
        Json.Obj inputs = StoredFacts.write(row.inputs());
        var currencies = new java.util.LinkedHashMap<String, Json>();
        row.currencies().forEach((name, currency) -> currencies.put(name, Json.of(currency)));
        Json.Obj opening = Json.object(
                "key", Json.strings(row.key()),
                "inputs", inputs,
                "currencies", new Json.Obj(currencies),
                "tags", tags(row.inputs(), intake, reporting, ids),
                "source", row.source());
        String content = ids.content(
                "content", Json.object("key", Json.strings(row.key()), "inputs", inputs, "currencies", new Json.Obj(currencies)));
        return new Incoming(ids.caseId(process, row.key(), 1), row.at(), opening, content);
    }

    private static Json tags(Map<String, Value> inputs, Intake intake, Reporting reporting, CaseIds ids) {
        var subject = new java.util.LinkedHashMap<String, Json>();
        for (Intake.Column column : intake.columns()) {
            if (column.subject() && inputs.containsKey(column.name())) {
                subject.put(column.name(), inputs.get(column.name()).toJson());
            }
        }
        return Json.object(
                "group", shown(inputs, reporting.group()),
                "segment", shown(inputs, reporting.segment()),
                "money", number(inputs, reporting.money()),
                "subject", subject.isEmpty() ? null : ids.subject(new Json.Obj(subject)));
    }

    private static @Nullable String shown(Map<String, Value> inputs, @Nullable String name) {
        Value value = name == null ? null : inputs.get(name);
        return value == null || value instanceof Value.Absent || value instanceof Value.IllTyped ? null : value.show();
    }

    private static Json number(Map<String, Value> inputs, @Nullable String name) {
        return name != null && inputs.get(name) instanceof Value.Numeric(BigDecimal number)
                ? Json.decimal(number)
                : Json.NULL;
    }

    /** The key's columns. */
    public List<String> key() {
        return opening.array("key").stream().map(part -> ((Json.Str) part).text()).toList();
    }

    /** What the projection counts by. */
    public CaseWrite.Tags tags() {
        return tags(opening);
    }

    static CaseWrite.Tags tags(Json.Obj opening) {
        Json.Obj tags = opening.object("tags");
        String money = tags.text("money");
        return new CaseWrite.Tags(
                tags.text("group"),
                tags.text("segment"),
                money == null ? null : new BigDecimal(money),
                tags.text("subject"));
    }
}

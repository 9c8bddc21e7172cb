package remit.server.cases;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.process.Reporting;
import remit.process.StoredFacts;
import remit.server.packs.Row;
import remit.server.store.CaseIds;
import remit.server.store.CaseWrite;

/**
 * A row that came in, in the form in which evidence keeps it.
 *
 * @param by who handed it in
 * @param opening payload of the first event: {@code key, inputs, currencies, tags, source}
 * @param contentDigest keyed digest of key and inputs
 */
public record Incoming(String caseId, Actor by, Instant at, Json.Obj opening, String contentDigest) {
    /** Where a row came from. @param by who handed it in; {@code place} file line or channel */
    public record Source(Actor by, Json place) {}

    /** Puts a row that was read into its stored form. */
    public static Incoming of(Row.SourceRow row, ProcessContract contract, Intake intake, CaseIds ids, Source source) {
        Json.Obj currencies = currencies(row, intake);
        Json.Obj opening = Json.object(
                "key", Json.strings(row.key()),
                "inputs", StoredFacts.write(row.inputs()),
                "currencies", currencies,
                "tags", tags(row, intake, money(row.inputs(), currencies, intake, contract), contract, ids),
                "source", source.place());
        return new Incoming(
                ids.caseId(contract.id(), row.key(), 1),
                source.by(),
                row.at(),
                opening,
                ids.content("content", row.content()));
    }

    /** What every amount is in: as its cell says, as the row's currency column says, or as the intake declares. */
    private static Json.Obj currencies(Row.SourceRow row, Intake intake) {
        var currencies = new LinkedHashMap<String, Json>();
        for (Intake.Column column : intake.columns()) {
            String currency = column.visible() ? currency(row, column) : null;
            if (currency != null) currencies.put(column.name(), Json.of(currency));
        }
        return new Json.Obj(currencies);
    }

    private static @Nullable String currency(Row.SourceRow row, Intake.Column column) {
        String written = row.currencies().get(column.name());
        String named = column.reading().currencyColumn();
        if (written != null) return written;
        if (named == null) return column.reading().currency();
        Value value = row.inputs().get(named);
        return value == null ? null : value.show();
    }

    /** The amount that figures add up; null in another currency than declared: amounts in two currencies never meet. */
    private static Json money(Map<String, Value> inputs, Json.Obj currencies, Intake intake, ProcessContract contract) {
        String name = contract.reporting().money();
        Intake.Column column = name == null ? null : intake.byName().get(name);
        String declared = column == null ? null : column.reading().currency();
        boolean other = name != null && declared != null && !declared.equals(currencies.text(name, declared));
        return other ? Json.NULL : number(inputs, name);
    }

    private static Json tags(Row.SourceRow row, Intake intake, Json money, ProcessContract contract, CaseIds ids) {
        Reporting reporting = contract.reporting();
        Map<String, Value> inputs = row.inputs();
        Json.Obj subject = subject(intake, inputs, row.key());
        return Json.object(
                "group",
                shown(inputs, reporting.group()),
                "segment",
                shown(inputs, reporting.segment()),
                "money",
                money,
                "subject",
                subject.fields().isEmpty() ? null : ids.subject(subject));
    }

    /** What identifies the person that a case is about, by column; nothing where the intake marks no column. */
    public static Json.Obj subject(Intake intake, Map<String, Value> inputs, List<String> key) {
        var subject = new LinkedHashMap<String, Json>();
        for (Intake.Column column : intake.columns()) {
            if (!column.subject()) continue;
            Value value = inputs.get(column.name());
            int place = intake.key().indexOf(column.name());
            if (value != null) subject.put(column.name(), value.toJson());
            else if (place >= 0) subject.put(column.name(), Json.of(key.get(place)));
        }
        return new Json.Obj(subject);
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
        return opening.array("key").stream()
                .map(part -> ((Json.Str) part).text())
                .toList();
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

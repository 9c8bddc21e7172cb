package remit.server.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.StoredFacts;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Action;
import remit.server.gateway.Gateway;
import remit.server.gateway.Order;
import remit.server.store.CaseWrite;
import remit.server.store.EvidenceLog;

/**
 * What follows from a decision on a case, whoever took it.
 *
 * @param process the version that the case came in under, also when another one is served by now
 */
public record Effects(PublishedProcess process, Gateway gateway) {
    /** The actions that carry out {@code decision}: none without a decision, a problem where no tool can. */
    public Checked<List<Action>> of(Json.Obj opening, String caseId, @Nullable String decision) {
        if (decision == null) return Checked.ok(List.of());
        var key = new ArrayList<String>();
        for (Json part : opening.array("key")) key.add(((Json.Str) part).text());
        var facts = new LinkedHashMap<>(StoredFacts.read(process.intake(), opening.object("inputs")));
        unlikeDeclared(opening.object("currencies"), facts);
        List<String> columns = process.intake().key();
        for (int i = 0; i < columns.size(); i++) facts.putIfAbsent(columns.get(i), Value.of(key.get(i)));
        var order = new Order(
                process.id(), process.versions().text("contract", ""), caseId, String.join("/", key), decision, facts);
        return gateway.prepareAll(process.contract().flow(), order);
    }

    /**
     * An action names no currency but what the pack sends along: an amount that its reader would take for another one
     * must not get there.
     */
    private void unlikeDeclared(Json.Obj currencies, Map<String, Value> facts) {
        for (Intake.Column column : process.intake().columns()) {
            String declared = column.reading().currency();
            String source = column.reading().currencyColumn();
            String currency = currencies.text(column.name());
            Value value = facts.get(column.name());
            if (declared == null || currency == null || value == null || currency.equals(declared)) continue;
            Value named = source == null ? null : facts.get(source);
            if (named != null && named.show().equals(currency)) continue;
            facts.put(column.name(), new Value.IllTyped(value.show() + " " + currency, "the column is in " + declared));
        }
    }

    /** The step that commits the intent of an action before it is dispatched. */
    public static CaseWrite.Step prepared(Action action) {
        return new CaseWrite.Step(
                new CaseEvent.ActionPrepared(action.id(), action.tool()), EvidenceLog.engine(), action.toJson());
    }
}

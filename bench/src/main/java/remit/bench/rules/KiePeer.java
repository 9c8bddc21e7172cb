package remit.bench.rules;

import java.io.StringReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNResult;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;
import org.kie.internal.io.ResourceFactory;
import remit.rules.HitPolicy;

/** A table in Apache KIE DMN, as it is used: a context and a result for each case. */
final class KiePeer {
    private final DMNRuntime runtime;
    private final DMNModel model;

    KiePeer(MadeTable table) {
        this.runtime = DMNRuntimeBuilder.fromDefaults()
                .buildConfiguration()
                .fromResources(List.of(
                        ResourceFactory.newReaderResource(new StringReader(table.dmn(HitPolicy.FIRST)), "UTF-8")))
                .getOrElseThrow(failure -> new IllegalStateException("KIE does not read the table", failure));
        this.model = runtime.getModels().getFirst();
        if (model.hasErrors()) throw new IllegalStateException("KIE refuses the table: " + model.getMessages());
    }

    /** The facts of every case as KIE takes them. */
    static List<Map<String, Object>> facts(MadeCases cases) {
        var facts = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < cases.count(); i++) {
            var one = new LinkedHashMap<String, Object>();
            one.put("confidence", BigDecimal.valueOf(cases.confidence()[i], 2));
            one.put("amount", BigDecimal.valueOf(cases.cents()[i], 2));
            one.put("riskTier", cases.riskTier(i));
            one.put("customerTier", cases.customerTier(i));
            one.put("vendorKnown", cases.known()[i] == 1);
            one.put("invoiceDate", LocalDate.ofEpochDay(cases.day()[i]));
            facts.add(one);
        }
        return facts;
    }

    DMNResult evaluate(Map<String, Object> facts) {
        DMNContext context = runtime.newContext();
        facts.forEach(context::set);
        return runtime.evaluateAll(model, context);
    }

    /** The number of the row that spoke, 0 when none did. */
    int row(Map<String, Object> facts) {
        DMNResult result = evaluate(facts);
        if (result.hasErrors()) throw new IllegalStateException("KIE: " + result.getMessages());
        Object said = result.getDecisionResultByName("made").getResult();
        return said == null ? 0 : Integer.parseInt(said.toString().substring("R-".length()));
    }
}

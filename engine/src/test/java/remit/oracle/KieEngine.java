package remit.oracle;

import java.io.StringReader;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNMessage;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNResult;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.api.core.event.AfterEvaluateDecisionTableEvent;
import org.kie.dmn.api.core.event.DMNRuntimeEventListener;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;
import org.kie.dmn.feel.lang.types.impl.ComparablePeriod;
import org.kie.internal.io.ResourceFactory;
import remit.kernel.Value;

/** Apache KIE DMN, interpreted. Its option {@code alphanetwork} gives wrong answers and stays off. */
final class KieEngine implements Engine {
    private final DMNRuntime runtime;
    private final DMNModel model;
    private final Iterable<String> facts;
    private @Nullable List<Integer> matched;

    KieEngine(String dmn, Iterable<String> facts) {
        this.runtime = DMNRuntimeBuilder.fromDefaults()
                .buildConfiguration()
                .fromResources(List.of(ResourceFactory.newReaderResource(new StringReader(dmn))))
                .getOrElseThrow(problem -> new IllegalStateException("KIE does not read\n" + dmn, problem));
        this.model = runtime.getModels().getFirst();
        if (model.hasErrors()) throw new IllegalStateException("KIE refuses " + model.getMessages() + "\n" + dmn);
        this.facts = facts;
        runtime.addListener(new DMNRuntimeEventListener() {
            @Override
            public void afterEvaluateDecisionTable(AfterEvaluateDecisionTableEvent event) {
                matched = event.getMatches();
            }
        });
    }

    @Override
    public Said ask(Map<String, Value> context) {
        DMNContext given = runtime.newContext();
        // An input that is not there at all keeps KIE from asking; null is given as a value.
        for (String fact : facts) given.set(fact, value(Sheet.value(context, fact)));
        matched = null;
        DMNResult result = runtime.evaluateAll(model, given);
        String errors = result.getMessages(DMNMessage.Severity.ERROR).stream()
                .map(DMNMessage::getText)
                .collect(Collectors.joining("; "));
        boolean violated =
                errors.contains("only have one matching rule") || errors.contains("all have the same output");
        Object said = result.getDecisionResultByName(SheetText.DECISION).getResult();
        return new Said(Said.plain(said), matched, violated);
    }

    private static @Nullable Object value(Value value) {
        return switch (value) {
            case Value.Months(long months) ->
                new ComparablePeriod(Period.ofMonths((int) months).normalized());
            case Value other -> JavaValue.of(other);
        };
    }
}

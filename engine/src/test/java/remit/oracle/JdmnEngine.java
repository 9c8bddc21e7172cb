package remit.oracle;

import com.gs.dmn.DMNModelRepository;
import com.gs.dmn.ast.TDefinitions;
import com.gs.dmn.dialect.JavaTimeDMNDialectDefinition;
import com.gs.dmn.log.NopBuildLogger;
import com.gs.dmn.runtime.interpreter.DMNInterpreter;
import com.gs.dmn.runtime.interpreter.EvaluationContext;
import com.gs.dmn.runtime.interpreter.Result;
import com.gs.dmn.transformation.InputParameters;
import com.gs.dmn.transformation.ToQuotedNameTransformer;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/** jDMN, its interpreter. */
final class JdmnEngine implements Engine {
    private final DMNModelRepository repository;
    private final DMNInterpreter<?, ?, ?, ?, ?> interpreter;
    private final Iterable<String> facts;

    JdmnEngine(String dmn, Iterable<String> facts) {
        var dialect = new JavaTimeDMNDialectDefinition();
        var parameters = new InputParameters(Map.of("checkConstraints", "true"));
        TDefinitions model =
                dialect.createDMNSerializer(new NopBuildLogger(), parameters).readModel(new StringReader(dmn));
        this.repository = new ToQuotedNameTransformer().transform(new DMNModelRepository(model));
        this.interpreter = dialect.createDMNInterpreter(repository, parameters);
        this.facts = facts;
    }

    @Override
    public Said ask(Map<String, Value> context) {
        var given = new LinkedHashMap<String, @Nullable Object>();
        for (String fact : facts) given.put(fact, JavaValue.of(Sheet.value(context, fact)));
        Result result = interpreter.evaluateDecision(
                SheetText.NAMESPACE, SheetText.DECISION, EvaluationContext.makeDecisionEvaluationContext(null, given));
        return Said.of(Said.plain(Result.value(result)));
    }
}

package remit.rules;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import remit.kernel.Problem;
import remit.kernel.Value;

/**
 * A decision table of the DMN standard, compiled. Immutable and safe for use by many threads; the same table gives the
 * same answer for the same facts everywhere.
 */
public final class DecisionTable {
    private final String name;
    private final HitPolicy hitPolicy;
    private final List<Input> inputs;
    private final List<Output> outputs;
    private final List<Rule> rules;
    private final RuleIndex index;
    /** Rows by the rank of their outputs, best first; empty unless the policy ranks. */
    private final List<Integer> ranked;

    /** Compiles a table whose parts were checked: every rule has one cell an input and one entry an output. */
    public DecisionTable(String name, HitPolicy hitPolicy, List<Input> inputs, List<Output> outputs, List<Rule> rules) {
        this.name = name;
        this.hitPolicy = hitPolicy;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.rules = List.copyOf(rules);
        this.index =
                new RuleIndex(this.inputs, this.rules.stream().map(Rule::cells).toList());
        this.ranked = hitPolicy.ranked() ? ranked() : List.of();
    }

    private List<Integer> ranked() {
        Comparator<Rule> order = Comparator.comparingInt(_ -> 0);
        for (int i = 0; i < outputs.size(); i++) {
            int column = i;
            List<Operand> allowed = outputs.get(i).allowed();
            if (!allowed.isEmpty())
                order = order.thenComparingInt(
                        rule -> allowed.indexOf(rule.says().get(column)));
        }
        return rules.stream().sorted(order).map(Rule::number).toList();
    }

    /** Why the table cannot be asked about this case, empty when it can: an input is missing or ill-typed. */
    public Optional<Problem> unfit(Map<String, Value> facts) {
        RuleIndex.Unfit unfit = index.unfit(facts);
        if (unfit == null) return Optional.empty();
        return Optional.of(new Problem(
                "RMT-112", "input " + unfit.fact(), unfit.why(), "provide it, or declare that it may be missing"));
    }

    /** What the table says of a case. A fact that is not in the map is missing. */
    public Answer evaluate(Map<String, Value> facts) {
        long[] matching = index.matching(facts);
        return new Answer(matching, outcome(matching, facts));
    }

    private Answer.Outcome outcome(long[] matching, Map<String, Value> facts) {
        int first = RowBits.first(matching) + 1;
        if (first == 0) return Answer.NO_MATCH;
        return switch (hitPolicy) {
            case FIRST -> new Answer.Outcome.One(first);
            case UNIQUE ->
                RowBits.count(matching) == 1
                        ? new Answer.Outcome.One(first)
                        : new Answer.Outcome.Violated(RuleIndex.numbers(matching));
            case ANY -> {
                List<Integer> rows = RuleIndex.numbers(matching);
                yield agree(rows, facts) ? new Answer.Outcome.One(first) : new Answer.Outcome.Violated(rows);
            }
            case PRIORITY -> new Answer.Outcome.One(inRank(matching).getFirst());
            case OUTPUT_ORDER -> new Answer.Outcome.Several(inRank(matching));
            case RULE_ORDER, COLLECT, SUM, MIN, MAX, COUNT -> new Answer.Outcome.Several(RuleIndex.numbers(matching));
        };
    }

    private List<Integer> inRank(long[] matching) {
        return ranked.stream().filter(row -> RowBits.isSet(matching, row - 1)).toList();
    }

    private boolean agree(List<Integer> rows, Map<String, Value> facts) {
        List<Operand> first = rules.get(rows.getFirst() - 1).says();
        for (int row : rows) {
            List<Operand> says = rules.get(row - 1).says();
            for (int i = 0; i < says.size(); i++) {
                if (!same(first.get(i).value(facts), says.get(i).value(facts))) return false;
            }
        }
        return true;
    }

    private static boolean same(Value left, Value right) {
        return Order.comparable(left, right) ? Order.compare(left, right) == 0 : left.equals(right);
    }

    /** The rows that fail in exactly one column: what would have had to be different. */
    public List<NearMiss> nearMisses(Map<String, Value> facts) {
        return index.nearMisses(facts);
    }

    /** The values that the answer stands for. */
    public Result result(Answer answer, Map<String, Value> facts) {
        return switch (answer.outcome()) {
            case Answer.Outcome.One(int row) -> says(row, facts);
            case Answer.Outcome.Violated(List<Integer> rows) ->
                new Result.Nothing("rows " + rows.stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + (hitPolicy == HitPolicy.ANY ? " match and do not agree" : " match at once"));
            case Answer.Outcome.NoMatch() -> listed(otherwise(facts));
            case Answer.Outcome.Several(List<Integer> rows) ->
                switch (hitPolicy) {
                    case COUNT -> new Result.Single(Value.of(BigDecimal.valueOf(rows.size())));
                    case SUM, MIN, MAX -> aggregate(rows, facts);
                    case UNIQUE, ANY, PRIORITY, FIRST, RULE_ORDER, OUTPUT_ORDER, COLLECT ->
                        new Result.Several(
                                rows.stream().map(row -> says(row, facts)).toList());
                };
        };
    }

    private Result says(int row, Map<String, Value> facts) {
        List<Operand> says = rules.get(row - 1).says();
        if (outputs.size() == 1) return new Result.Single(says.getFirst().value(facts));
        var parts = new LinkedHashMap<String, Value>();
        for (int i = 0; i < outputs.size(); i++)
            parts.put(outputs.get(i).name(), says.get(i).value(facts));
        return new Result.Parts(parts);
    }

    /** A policy that lists what rows say lists its default too, as the only element. */
    private Result listed(Result otherwise) {
        return switch (hitPolicy) {
            case RULE_ORDER, OUTPUT_ORDER, COLLECT ->
                otherwise instanceof Result.Nothing ? otherwise : new Result.Several(List.of(otherwise));
            case UNIQUE, ANY, PRIORITY, FIRST, SUM, MIN, MAX, COUNT -> otherwise;
        };
    }

    private Result otherwise(Map<String, Value> facts) {
        if (outputs.stream().allMatch(output -> output.otherwise() == null)) {
            return new Result.Nothing("no row matches");
        }
        var parts = new LinkedHashMap<String, Value>();
        for (Output output : outputs) {
            Operand otherwise = output.otherwise();
            parts.put(output.name(), otherwise == null ? Value.ABSENT : otherwise.value(facts));
        }
        return outputs.size() == 1 ? new Result.Single(parts.values().iterator().next()) : new Result.Parts(parts);
    }

    private Result aggregate(List<Integer> rows, Map<String, Value> facts) {
        var values = new ArrayList<Value>();
        for (int row : rows) values.add(rules.get(row - 1).says().getFirst().value(facts));
        if (values.stream().anyMatch(Truth::isMissing)) return new Result.Nothing("a row that matches says null");
        Value first = values.getFirst();
        return new Result.Single(
                switch (hitPolicy) {
                    case SUM -> Value.of(sum(values));
                    case MIN -> values.stream().min(Order::compare).orElse(first);
                    case MAX -> values.stream().max(Order::compare).orElse(first);
                    case UNIQUE, ANY, PRIORITY, FIRST, RULE_ORDER, OUTPUT_ORDER, COLLECT, COUNT ->
                        throw new IllegalStateException("not an aggregate: " + hitPolicy);
                });
    }

    private static BigDecimal sum(List<Value> values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Value value : values) sum = sum.add(Order.position(value), MathContext.DECIMAL128);
        return sum;
    }

    /** The numbers of the rows in the order in which they are asked to speak: of those that match, the first one does. */
    List<Integer> speakingOrder() {
        return hitPolicy.ranked() ? ranked : rules.stream().map(Rule::number).toList();
    }

    List<RuleIndex.Domain> domains() {
        return index.domains();
    }

    public String name() {
        return name;
    }

    public HitPolicy hitPolicy() {
        return hitPolicy;
    }

    public List<Input> inputs() {
        return inputs;
    }

    public List<Output> outputs() {
        return outputs;
    }

    public List<Rule> rules() {
        return rules;
    }
}

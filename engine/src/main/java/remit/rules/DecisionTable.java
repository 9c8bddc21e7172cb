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
import remit.rules.Answer.NearMiss;
import remit.rules.index.RowBits;
import remit.rules.index.Speaker;

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

    private final Speaker speaker;
    /** One answer a row, made once: most cases end in one of them. */
    private final Answer.Outcome.One[] ones;

    /** Compiles a table whose parts were checked: every rule has one cell an input and one entry an output. */
    public DecisionTable(String name, HitPolicy hitPolicy, List<Input> inputs, List<Output> outputs, List<Rule> rules) {
        this.name = name;
        this.hitPolicy = hitPolicy;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.rules = List.copyOf(rules);
        this.index =
                new RuleIndex(this.inputs, this.rules.stream().map(Rule::cells).toList());
        Comparator<Rule> rank = rank();
        this.ranked = hitPolicy.ranked()
                ? this.rules.stream().sorted(rank).map(Rule::number).toList()
                : List.of();
        this.speaker = speaker(rank);
        this.ones = new Answer.Outcome.One[this.rules.size()];
        for (int row = 0; row < ones.length; row++) ones[row] = new Answer.Outcome.One(row + 1);
    }

    private DecisionTable(DecisionTable same, RuleIndex index) {
        this.name = same.name;
        this.hitPolicy = same.hitPolicy;
        this.inputs = same.inputs;
        this.outputs = same.outputs;
        this.rules = same.rules;
        this.index = index;
        this.ranked = same.ranked;
        this.speaker = same.speaker;
        this.ones = same.ones;
    }

    /** The same table for cases that are read into {@code layout}, which was made for it: another one is refused. */
    public DecisionTable on(FactLayout layout) {
        return new DecisionTable(this, index.on(layout));
    }

    private Comparator<Rule> rank() {
        Comparator<Rule> order = Comparator.comparingInt(_ -> 0);
        for (int i = 0; i < outputs.size(); i++) {
            int column = i;
            List<Operand> allowed = outputs.get(i).allowed();
            if (!allowed.isEmpty())
                order = order.thenComparingInt(
                        rule -> allowed.indexOf(rule.says().get(column)));
        }
        return order;
    }

    private Speaker speaker(Comparator<Rule> rank) {
        var first = new Speaker.First(index.words());
        return switch (hitPolicy) {
            case FIRST -> first;
            case UNIQUE -> new Speaker.Only(index.words());
            case ANY -> {
                var open = new long[index.words()];
                for (Rule rule : rules) if (rule.isOpen()) RowBits.set(open, rule.number() - 1);
                yield new Speaker.Agreeing(
                        first, rules.stream().map(this::agreeing).toList(), open);
            }
            case PRIORITY -> {
                var ranks = new ArrayList<long[]>();
                int last = -1;
                for (int row : ranked) {
                    if (last < 0 || rank.compare(rules.get(last - 1), rules.get(row - 1)) != 0)
                        ranks.add(new long[index.words()]);
                    RowBits.set(ranks.getLast(), row - 1);
                    last = row;
                }
                yield new Speaker.Ranked(ranks);
            }
            case RULE_ORDER, OUTPUT_ORDER, COLLECT, SUM, MIN, MAX, COUNT -> new Speaker.Every(first);
        };
    }

    /** The rows that say what {@code rule} says, whatever the case. */
    private long[] agreeing(Rule rule) {
        var agreeing = new long[index.words()];
        for (Rule other : rules) {
            boolean closed = !rule.isOpen() && !other.isOpen();
            boolean same = other.number() == rule.number() || (closed && agree(rule, other, Map.of()));
            if (same) RowBits.set(agreeing, other.number() - 1);
        }
        return agreeing;
    }

    /** Why the table cannot be asked about this case, empty when it can: an input is missing or ill-typed. */
    public Optional<Problem> unfit(Map<String, Value> facts) {
        RuleIndex.Unfit unfit = index.unfit(facts);
        if (unfit == null) return Optional.empty();
        return Optional.of(new Problem(
                "RMT-112", "input " + unfit.fact(), unfit.why(), "provide it, or declare that it may be missing"));
    }

    /** A fact that is missing or unfit. @param why goes on the fact's name: "is missing" */
    public record Lack(String fact, String why) {}

    /**
     * Why nothing may clear by this table whatever its rows say, empty when it may: a fact that it reads is unfit, or
     * missing although its column does not say that it may be.
     */
    public Optional<Lack> lacks(Map<String, Value> facts) {
        RuleIndex.Unfit lacking = index.lacking(facts);
        return lacking == null ? Optional.empty() : Optional.of(new Lack(lacking.fact(), lacking.why()));
    }

    /** What the table says of a case, best in {@link FactLayout.Slots} of its layout. A fact that is not in the map is missing. */
    public Answer evaluate(Map<String, Value> facts) {
        long[] matching = index.matching(facts);
        return new Answer(matching, outcome(matching, facts));
    }

    Answer.Outcome outcome(long[] matching, Map<String, Value> facts) {
        int row = speaker.of(matching, 0);
        if (row > 0) return ones[row - 1];
        if (row == Speaker.NONE) return Answer.NO_MATCH;
        List<Integer> rows = RuleIndex.numbers(matching);
        return switch (row) {
            case Speaker.VIOLATED -> new Answer.Outcome.Violated(rows);
            case Speaker.FACTS_TELL ->
                agree(rows, facts) ? ones[rows.getFirst() - 1] : new Answer.Outcome.Violated(rows);
            default -> new Answer.Outcome.Several(hitPolicy.ranked() ? inRank(matching) : rows);
        };
    }

    private List<Integer> inRank(long[] matching) {
        var rows = new ArrayList<Integer>();
        for (int row : ranked) if (RowBits.isSet(matching, row - 1)) rows.add(row);
        return rows;
    }

    private boolean agree(List<Integer> rows, Map<String, Value> facts) {
        Rule first = rules.get(rows.getFirst() - 1);
        for (int row : rows) if (!agree(first, rules.get(row - 1), facts)) return false;
        return true;
    }

    private static boolean agree(Rule left, Rule right, Map<String, Value> facts) {
        for (int i = 0; i < left.says().size(); i++) {
            if (!same(left.says().get(i).value(facts), right.says().get(i).value(facts))) return false;
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

    /** The same rows for many cases at once. */
    RuleIndex index() {
        return index;
    }

    Speaker speaker() {
        return speaker;
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

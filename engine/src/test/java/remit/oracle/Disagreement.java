package remit.oracle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Rule;
import remit.rules.TestingInterpreter;
import remit.rules.UnaryTest;

/**
 * Where another engine may say something else, and why: all that is accepted. Each class is a predicate on the table and
 * the context alone. Where it holds, the engines that it excuses are not compared; the others are. The clauses are those
 * of DMN 1.5, in its own words where both engines may say something else than this one.
 */
enum Disagreement {
    /**
     * "When the type of the expression is S, the target type is T, and S conforms to T the value of expression remains
     * unchanged. Otherwise the result is null." (10.3.2.9.4) By the standard the table then decides on null. Here it is
     * not asked, on purpose: what may clear by itself must not hang on a fact that was lost.
     */
    NOT_ASKED(
            "10.3.2.9.4 what does not conform becomes null; here the table is not asked",
            """
            FIRST strict
            in x NUMBER
            out NUMBER
            - => 1
            """,
            "x = null",
            Other.KIE,
            Other.JDMN) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            return sheet.unfit(context);
        }
    },

    /**
     * A negated cell passes where "FEEL(e in (t))=false" (10.3.2.10, rule 15.b), and a comparison with null is not false
     * but null (10.3.2.15).
     */
    NEGATED_UNKNOWN(
            "10.3.2.10, 10.3.2.15 the negation of an unknown comparison is unknown; KIE lets the row match",
            """
            FIRST nulls
            in x NUMBER
            out NUMBER
            not(< 5) => 1
            """,
            "x = null",
            Other.KIE) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            return sheet.cells()
                    .filter(placed -> placed.cell() instanceof Cell.NoneOf)
                    .anyMatch(placed -> placed.tests()
                            .filter(UnaryTest.Range.class::isInstance)
                            .anyMatch(test -> isNull(placed.value(context))
                                    || compared(test, context).anyMatch(Disagreement::isNull)));
        }
    },

    /**
     * "The other comparison operators are defined only for the datatypes listed in Table 54" (10.3.2.15), and null is not
     * among them: two nulls are equal, but neither is at most the other.
     */
    NULL_AT_NULL(
            "10.3.2.15 null is not at most null; jDMN takes <= for \"less or equal\"",
            """
            FIRST nulls
            in x NUMBER
            fact y NUMBER
            out NUMBER
            <= y => 1
            """,
            "x = null; y = null",
            Other.JDMN) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            return sheet.cells()
                    .filter(placed -> isNull(placed.value(context)))
                    .flatMap(Sheet.Placed::tests)
                    .flatMap(Disagreement::ends)
                    .anyMatch(end -> end.included() && isNull(end.operand().value(context)));
        }
    },

    /**
     * "If there is an associated time offset, including 00:00, the date-time value has a UTC form and is comparable to all
     * other date-time values that have UTC forms." (10.3.2.3.6) Of one without, Table 54 in 10.3.2.15 says of {@code <}
     * alone: "If one input has a null timezone offset, that input uses the timezone offset of the other input." Here such
     * a pair is not compared at all, on purpose and against that sentence: a row must not match by an hour that nobody
     * said. The two other engines read the sentence in two ways.
     */
    OFFSETS(
            "10.3.2.3.6 an offset counts as its instant only; one without an offset is not compared with it",
            """
            FIRST strict
            in x DAY_TIME
            out NUMBER
            date and time("2026-01-31T08:30:00Z") => 1
            < date and time("2026-02-01T08:30:00Z") => 2
            """,
            "x = date and time(\"2026-01-31T08:30:00\")",
            Other.KIE,
            Other.JDMN) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            return sheet.cells()
                    .anyMatch(placed -> placed.tests()
                            .anyMatch(test -> kinds(placed.value(context), compared(test, context))
                                            .count()
                                    > 1));
        }
    },

    /**
     * "A time in the semantic domain is a value of the XML Schema time datatype" (10.3.2.3.4), whose seconds may have
     * decimals, and so may those of a duration (10.3.2.3.7). Equal is what has an equal value (10.3.2.15, Table 53). KIE
     * drops them of times that a cell compares, jDMN of durations too, and where it looks for the least or the greatest.
     */
    FRACTION(
            "10.3.2.3.4, 10.3.2.3.7 seconds may have decimals; the others compare without them, KIE times alone",
            """
            FIRST strict
            in x TIME
            in y SPAN
            out NUMBER
            time("08:30:00") | - => 1
            - | duration("PT1S") => 2
            - | - => 3
            """,
            "x = time(\"08:30:00.5\"); y = duration(\"PT1.5S\")",
            Other.KIE,
            Other.JDMN) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            return !excused(sheet, context).isEmpty();
        }

        @Override
        Set<Other> excused(Sheet sheet, Map<String, Value> context) {
            boolean times = compared(sheet, context, Value.Time.class);
            boolean spans = compared(sheet, context, Value.Span.class);
            if (times) return Set.of(Other.KIE, Other.JDMN);
            return spans || extreme(sheet, context) ? Set.of(Other.JDMN) : Set.of();
        }

        private static boolean compared(Sheet sheet, Map<String, Value> context, Class<? extends Value> type) {
            return sheet.cells().anyMatch(placed -> {
                Value value = placed.value(context);
                return type.isInstance(value)
                        && placed.tests()
                                .flatMap(test -> Disagreement.compared(test, context))
                                .anyMatch(other -> sameSecond(value, other));
            });
        }

        private static boolean extreme(Sheet sheet, Map<String, Value> context) {
            if (sheet.policy() != HitPolicy.MIN && sheet.policy() != HitPolicy.MAX) return false;
            List<Value> said = matching(sheet, context).stream()
                    .map(rule -> Sheet.says(rule, context).getFirst())
                    .toList();
            return said.stream().anyMatch(one -> said.stream().anyMatch(other -> sameSecond(one, other)));
        }
    },

    /**
     * Where no rule matches and there is no default, "DTI=null"; C# is to "return the count of the outputs" (10.3.2.10),
     * of equal ones too.
     */
    COLLECTED(
            "10.3.2.10 no row gives null, every row counts; KIE says an empty list or 0, and counts equal outputs once",
            """
            COUNT strict
            in x NUMBER
            out TEXT
            > 0 => "a"
            > 1 => "a"
            """,
            "x = 2",
            Other.KIE) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            if (sheet.policy() != HitPolicy.COLLECT && sheet.policy() != HitPolicy.COUNT) return false;
            List<Rule> matching = matching(sheet, context);
            if (matching.isEmpty()) return sheet.outputs().stream().allMatch(output -> output.otherwise() == null);
            long distinct = matching.stream()
                    .map(rule -> plain(rule, context))
                    .distinct()
                    .count();
            return sheet.policy() == HitPolicy.COUNT && distinct < matching.size();
        }
    },

    /**
     * Numbers have "34 decimal digits of precision and rounding toward the nearest neighbor with ties favoring the even
     * neighbor" (10.3.2.3.1), and of a sum "p has 34 digits or less" (10.3.2.15, Table 57).
     */
    LONG_SUM(
            "10.3.2.3.1 a number has 34 digits; the others keep every digit of a sum",
            """
            SUM strict
            in x NUMBER
            out NUMBER
            - => 9999999999999999999999999999999999
            - => 0.4
            """,
            "x = 1",
            Other.KIE,
            Other.JDMN) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            if (sheet.policy() != HitPolicy.SUM) return false;
            BigDecimal sum = BigDecimal.ZERO;
            for (Rule rule : matching(sheet, context)) {
                if (Sheet.says(rule, context).getFirst() instanceof Value.Numeric(BigDecimal number))
                    sum = sum.add(number);
                if (sum.stripTrailingZeros().precision() > 34) return true;
            }
            return false;
        }
    },

    /**
     * Rows of an A table agree where "all the matching rules show equal output entries" (8.2.10), and of equal numbers:
     * "value(e1) = value(e2). [...] Precision is not considered." (10.3.2.15, Table 53)
     */
    SAME_SAID(
            "8.2.10 rows agree when they say equal values; the others compare how they are written",
            """
            ANY strict
            in x NUMBER
            out NUMBER
            - => 1
            - => 1.0
            """,
            "x = 1",
            Other.KIE,
            Other.JDMN) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            if (sheet.policy() != HitPolicy.ANY) return false;
            List<Rule> matching = matching(sheet, context);
            long said = matching.stream()
                    .map(rule -> Sheet.says(rule, context))
                    .distinct()
                    .count();
            long worth = matching.stream()
                    .map(rule -> plain(rule, context))
                    .distinct()
                    .count();
            return said > worth;
        }
    },

    /**
     * Of allowed outputs "the value that is tested is the value of a selected output entry" (10.3.2.10); what is said where
     * it fails is not written.
     */
    NULL_SAID(
            "10.3.2.10 a rule may say null beside a list of allowed outputs; KIE gives no result at all",
            """
            RULE_ORDER strict
            in x NUMBER
            out TEXT : "a", "b"
            - => "a"
            - => null
            """,
            "x = 1",
            Other.KIE) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            return matching(sheet, context).stream().anyMatch(rule -> {
                List<Value> says = Sheet.says(rule, context);
                return IntStream.range(0, says.size())
                        .anyMatch(i -> isNull(says.get(i))
                                && !sheet.outputs().get(i).allowed().isEmpty());
            });
        }
    },

    /** 8.2.10: rows are ranked, by their first output, among equals by the next. */
    RANKED_PARTS(
            "8.2.10 rows with several outputs are ranked whole; jDMN ranks each output by itself",
            """
            PRIORITY strict
            in x NUMBER
            out one TEXT : "a", "b"
            out two TEXT : "c", "d"
            - => "a" | "d"
            - => "b" | "c"
            """,
            "x = 1",
            Other.JDMN) {
        @Override
        boolean holds(Sheet sheet, Map<String, Value> context) {
            return sheet.policy().ranked()
                    && sheet.outputs().size() > 1
                    && matching(sheet, context).size() > 1;
        }
    };

    /** The other engines. */
    enum Other {
        KIE,
        JDMN
    }

    private final String clause;
    private final String table;
    private final String context;
    private final Set<Other> excused;

    Disagreement(String clause, String table, String context, Other... excused) {
        this.clause = clause;
        this.table = table;
        this.context = context;
        this.excused = Set.of(excused);
    }

    abstract boolean holds(Sheet sheet, Map<String, Value> context);

    /** The clause, and what the engines make of it. */
    String clause() {
        return clause;
    }

    /** The smallest table that shows it. */
    Sheet sheet() {
        return Written.sheet(table);
    }

    Map<String, Value> context() {
        return Written.context(sheet(), context);
    }

    Set<Other> excused() {
        return excused;
    }

    /** Which engines are excused of a case; none where the class does not hold. */
    Set<Other> excused(Sheet sheet, Map<String, Value> context) {
        return holds(sheet, context) ? excused : Set.of();
    }

    /** Every class that a case falls into, with the engines that it excuses there. */
    static Map<Disagreement, Set<Other>> all(Sheet sheet, Map<String, Value> context) {
        var all = new EnumMap<Disagreement, Set<Other>>(Disagreement.class);
        for (Disagreement each : values()) {
            Set<Other> of = each.excused(sheet, context);
            if (!of.isEmpty()) all.put(each, of);
        }
        return all;
    }

    static boolean excuse(Map<Disagreement, Set<Other>> classes, Other engine) {
        return classes.values().stream().anyMatch(excused -> excused.contains(engine));
    }

    private static boolean isNull(Value value) {
        return value instanceof Value.Absent;
    }

    /** Not the same, but for the decimals of their seconds. */
    private static boolean sameSecond(Value one, Value other) {
        if (one.equals(other)) return false;
        if (one instanceof Value.Time(LocalTime left) && other instanceof Value.Time(LocalTime right)) {
            return left.toSecondOfDay() == right.toSecondOfDay();
        }
        return one instanceof Value.Span(Duration left)
                && other instanceof Value.Span(Duration right)
                && left.getSeconds() == right.getSeconds();
    }

    private static Stream<Value> compared(UnaryTest test, Map<String, Value> context) {
        return test.operands().map(operand -> operand.value(context));
    }

    private static Stream<UnaryTest.End> ends(UnaryTest test) {
        return test instanceof UnaryTest.Range(var lower, var upper)
                ? Stream.of(Optional.ofNullable(lower), Optional.ofNullable(upper))
                        .flatMap(Optional::stream)
                : Stream.of();
    }

    /** With an offset, without one: which kinds of date and time are compared. */
    private static Stream<Class<?>> kinds(Value value, Stream<Value> others) {
        return Stream.concat(Stream.of(value), others)
                .filter(each -> each instanceof Value.Moment || each instanceof Value.DayTime)
                .<Class<?>>map(Value::getClass)
                .distinct();
    }

    private static List<Object> plain(Rule rule, Map<String, Value> context) {
        return Sheet.says(rule, context).stream()
                .map(value -> (Object) Said.plain(value))
                .toList();
    }

    /** The rules that match by the slow and obvious reading of the table. */
    private static List<Rule> matching(Sheet sheet, Map<String, Value> context) {
        List<Input> inputs = sheet.inputs().stream()
                .map(input -> new Input(
                        input.fact(),
                        input.label(),
                        input.type(),
                        input.allowed(),
                        sheet.takesNull(input) ? Input.Presence.NULL_ALLOWED : input.presence()))
                .toList();
        List<List<Cell>> cells = sheet.rules().stream().map(Rule::cells).toList();
        return TestingInterpreter.matching(inputs, cells, context).stream()
                .map(number -> sheet.rules().get(number - 1))
                .toList();
    }
}

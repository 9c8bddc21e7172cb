package remit.oracle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
 * of DMN 1.5.
 */
enum Disagreement {
    /** 10.3.2.9.4: a value that does not conform to its type becomes null, and the table decides on null. */
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

    /** 10.3.2.13: an ordering comparison with null is null, and so is its negation; a cell passes only when true. */
    NEGATED_UNKNOWN(
            "10.3.2.13 the negation of an unknown comparison is unknown; KIE lets the row match",
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

    /** 10.3.2.13: the same for two nulls. They are equal, but neither is at most the other. */
    NULL_AT_NULL(
            "10.3.2.13 null is not at most null; jDMN takes <= for \"less or equal\"",
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

    /** 10.3.2.3.6: a date and time with an offset is its instant, whatever clock shows it; one without has none. */
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
                    .anyMatch(placed -> placed.tests().anyMatch(test -> {
                        Value value = placed.value(context);
                        List<Value> others = compared(test, context).toList();
                        boolean mixed = kinds(value, others).count() > 1;
                        return mixed || (others.size() > 1 && value instanceof Value.Moment && others.contains(value));
                    }));
        }
    },

    /** 10.3.2.3.4, 10.3.2.3.7: seconds are a number, which may have decimals. */
    FRACTION(
            "10.3.2.3.4, 10.3.2.3.7 seconds may have decimals; the others compare times or durations without them",
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
            Stream<Value> literals = Stream.concat(
                            sheet.cells().flatMap(Sheet.Placed::tests).flatMap(UnaryTest::operands), sheet.said())
                    .map(operand -> operand.value(context));
            return Stream.concat(literals, context.values().stream()).anyMatch(Disagreement::isFine);
        }
    },

    /** 8.2.10: a count is that of the outputs; since 1.2 equal ones count each. Nothing is collected from no row. */
    COLLECTED(
            "8.2.10 no row gives null, every row counts; KIE says an empty list or 0, and counts equal outputs once",
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

    /** 10.3.2.3.1: a number has 34 digits, rounded to the even neighbour. */
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

    /** 8.2.10 with 10.3.2.13: rows of an A table agree when their outputs are equal, and 1 is equal to 1.0. */
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

    /** 8.3.2: the allowed values restrict what a rule says; whether null is among them is not written. */
    NULL_SAID(
            "8.3.2 a rule may say null beside a list of allowed outputs; KIE gives no result at all",
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

    /** Every class that a case falls into. */
    static Set<Disagreement> all(Sheet sheet, Map<String, Value> context) {
        return Stream.of(values())
                .filter(each -> each.holds(sheet, context))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Disagreement.class)));
    }

    static boolean excuse(Set<Disagreement> classes, Other engine) {
        return classes.stream().anyMatch(each -> each.excused.contains(engine));
    }

    private static boolean isNull(Value value) {
        return value instanceof Value.Absent;
    }

    private static boolean isFine(Value value) {
        return switch (value) {
            case Value.Time(LocalTime time) -> time.getNano() != 0;
            case Value.Span(Duration span) -> span.getNano() != 0;
            default -> false;
        };
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
    private static Stream<Class<?>> kinds(Value value, List<Value> others) {
        return Stream.concat(Stream.of(value), others.stream())
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

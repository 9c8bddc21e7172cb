package remit.oracle;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.HitPolicy;
import remit.rules.Operand;
import remit.rules.Rule;
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
                            .anyMatch(test -> Compared.isNull(placed.value(context))
                                    || Compared.compared(test, context).anyMatch(Compared::isNull)));
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
                    .filter(placed -> Compared.isNull(placed.value(context)))
                    .flatMap(Sheet.Placed::tests)
                    .flatMap(Compared::ends)
                    .anyMatch(end ->
                            end.included() && Compared.isNull(end.operand().value(context)));
        }
    },

    /**
     * "If there is an associated time offset, including 00:00, the date-time value has a UTC form and is comparable to all
     * other date-time values that have UTC forms." (10.3.2.3.6) Of one without, Table 54 in 10.3.2.15 says of {@code <}
     * alone: "If one input has a null timezone offset, that input uses the timezone offset of the other input." Here such
     * a pair is not compared at all, on purpose and against that sentence: a row must not match by an hour that nobody
     * said. The two other engines read the sentence in two ways. KIE alone tells one instant on two clocks apart, at the
     * written end of a range whose other end is named.
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
            return !excused(sheet, context).isEmpty();
        }

        @Override
        Set<Other> excused(Sheet sheet, Map<String, Value> context) {
            boolean mixed = sheet.cells()
                    .anyMatch(placed -> placed.tests()
                            .anyMatch(test -> Compared.kinds(placed.value(context), Compared.compared(test, context))
                                            .count()
                                    > 1));
            if (mixed) return Set.of(Other.KIE, Other.JDMN);
            boolean atOtherClock = sheet.cells()
                    .anyMatch(placed ->
                            placed.tests().anyMatch(test -> atOtherClock(sheet, placed.value(context), test)));
            return atOtherClock ? Set.of(Other.KIE) : Set.of();
        }

        /** At the written end of a range whose other end is named, on another clock than the file's. */
        private static boolean atOtherClock(Sheet sheet, Value value, UnaryTest test) {
            List<Operand> ends = test.operands().toList();
            return value instanceof Value.Moment
                    && !sheet.clock().equals(ZoneOffset.UTC)
                    && ends.size() == 2
                    && ends.stream().anyMatch(Operand.Name.class::isInstance)
                    && ends.contains(new Operand.Literal(value));
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
            boolean times = atSameSecond(sheet, context, Value.Time.class);
            boolean spans = atSameSecond(sheet, context, Value.Span.class);
            if (times) return Set.of(Other.KIE, Other.JDMN);
            return spans || extreme(sheet, context) ? Set.of(Other.JDMN) : Set.of();
        }

        private static boolean atSameSecond(Sheet sheet, Map<String, Value> context, Class<? extends Value> type) {
            return sheet.cells().anyMatch(placed -> {
                Value value = placed.value(context);
                return type.isInstance(value)
                        && placed.tests()
                                .flatMap(test -> Compared.compared(test, context))
                                .anyMatch(other -> Compared.sameSecond(value, other));
            });
        }

        private static boolean extreme(Sheet sheet, Map<String, Value> context) {
            if (sheet.policy() != HitPolicy.MIN && sheet.policy() != HitPolicy.MAX) return false;
            List<Value> said = Compared.matching(sheet, context).stream()
                    .map(rule -> Sheet.says(rule, context).getFirst())
                    .toList();
            return said.stream().anyMatch(one -> said.stream().anyMatch(other -> Compared.sameSecond(one, other)));
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
            List<Rule> matching = Compared.matching(sheet, context);
            if (matching.isEmpty()) return sheet.outputs().stream().allMatch(output -> output.otherwise() == null);
            long distinct = matching.stream()
                    .map(rule -> Compared.plain(rule, context))
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
            for (Rule rule : Compared.matching(sheet, context)) {
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
            List<Rule> matching = Compared.matching(sheet, context);
            long said = matching.stream()
                    .map(rule -> Sheet.says(rule, context))
                    .distinct()
                    .count();
            long worth = matching.stream()
                    .map(rule -> Compared.plain(rule, context))
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
            return Compared.matching(sheet, context).stream().anyMatch(rule -> {
                List<Value> says = Sheet.says(rule, context);
                return IntStream.range(0, says.size())
                        .anyMatch(i -> Compared.isNull(says.get(i))
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
                    && Compared.matching(sheet, context).size() > 1;
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
}

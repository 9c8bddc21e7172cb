package remit.oracle;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.FactType;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.Rule;
import remit.rules.UnaryTest;
import remit.testing.Property.Chance;

/** Writes a table as a DMN 1.5 file, in one of the spellings that the standard allows. */
final class SheetText {
    static final String NAMESPACE = "urn:remit:oracle";
    static final String DECISION = "answer";
    private static final String PARTS = "tAnswer";

    private final Sheet sheet;
    private final Chance chance;
    private final StringBuilder out = new StringBuilder();

    private SheetText(Sheet sheet, Chance chance) {
        this.sheet = sheet;
        this.chance = chance;
    }

    /** The same seed gives the same text. */
    static String of(Sheet sheet, long seed) {
        return new SheetText(sheet, new Chance(seed)).file();
    }

    private String file() {
        out.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="model" name="model" namespace="%s">
                """.formatted(NAMESPACE));
        String result = resultType();
        int id = 0;
        var required = new StringBuilder();
        for (var fact : sheet.facts().entrySet()) {
            String name = xml(fact.getKey());
            line("<inputData id=\"i%d\" name=\"%s\"><variable name=\"%s\" typeRef=\"%s\"/></inputData>"
                    .formatted(id, name, name, feel(fact.getValue())));
            required.append(
                    "<informationRequirement id=\"r%d\"><requiredInput href=\"#i%d\"/></informationRequirement>%n"
                            .formatted(id, id));
            id++;
        }
        line("<decision id=\"d\" name=\"%s\"><variable name=\"%s\" typeRef=\"%s\"/>"
                .formatted(DECISION, DECISION, result));
        out.append(required);
        table();
        line("</decision>");
        line("</definitions>");
        return out.toString();
    }

    /** Declares the type of the result where it has none of the standard's. */
    private String resultType() {
        boolean several = switch (sheet.policy()) {
            case RULE_ORDER, OUTPUT_ORDER, COLLECT -> true;
            case UNIQUE, ANY, PRIORITY, FIRST, SUM, MIN, MAX, COUNT -> false;
        };
        if (sheet.policy() == remit.rules.HitPolicy.COUNT) return "number";
        boolean single = sheet.outputs().size() == 1;
        if (single && !several) return feel(sheet.outputs().getFirst().type());
        line("<itemDefinition name=\"%s\" isCollection=\"%s\">".formatted(PARTS, several));
        if (single)
            line("<typeRef>%s</typeRef>"
                    .formatted(feel(sheet.outputs().getFirst().type())));
        else {
            for (Output output : sheet.outputs()) {
                line("<itemComponent name=\"%s\"><typeRef>%s</typeRef></itemComponent>"
                        .formatted(xml(output.name()), feel(output.type())));
            }
        }
        line("</itemDefinition>");
        return PARTS;
    }

    private void table() {
        String aggregation = sheet.policy().aggregation();
        line("<decisionTable id=\"t\" hitPolicy=\"%s\"%s>"
                .formatted(
                        sheet.policy().attribute(),
                        aggregation.isEmpty() ? "" : " aggregation=\"" + aggregation + "\""));
        int id = 0;
        for (Input input : sheet.inputs()) {
            line("<input id=\"c%d\"><inputExpression id=\"e%d\" typeRef=\"%s\"><text>%s</text></inputExpression>"
                    .formatted(id, id, feel(input.type()), xml(input.fact())));
            if (!(input.allowed() instanceof Cell.Any)) {
                line("<inputValues id=\"v%d\"><text>%s</text></inputValues>".formatted(id, xml(cell(input.allowed()))));
            }
            line("</input>");
            id++;
        }
        for (Output output : sheet.outputs()) output(output, id++);
        for (Rule rule : sheet.rules()) rule(rule);
        line("</decisionTable>");
    }

    private void output(Output output, int id) {
        String name = sheet.outputs().size() == 1 ? "" : " name=\"" + xml(output.name()) + "\"";
        line("<output id=\"o%d\"%s typeRef=\"%s\">".formatted(id, name, feel(output.type())));
        if (!output.allowed().isEmpty()) {
            String allowed = output.allowed().stream().map(this::says).collect(Collectors.joining(", "));
            line("<outputValues id=\"w%d\"><text>%s</text></outputValues>".formatted(id, xml(allowed)));
        }
        Operand otherwise = output.otherwise();
        if (otherwise != null) {
            line("<defaultOutputEntry id=\"f%d\"><text>%s</text></defaultOutputEntry>"
                    .formatted(id, xml(operand(otherwise))));
        }
        line("</output>");
    }

    private void rule(Rule rule) {
        out.append("<rule id=\"rule").append(rule.number()).append("\">");
        for (Cell cell : rule.cells()) out.append("<inputEntry><text>" + xml(cell(cell)) + "</text></inputEntry>");
        for (Operand says : rule.says()) out.append("<outputEntry><text>" + xml(says(says)) + "</text></outputEntry>");
        line("</rule>");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** The standard's names of 1.5; those of 1.3 for the date and time and the durations are in Remit's own files. */
    private static String feel(FactType type) {
        return switch (type) {
            case DAY_TIME -> "date and time";
            case MONTHS -> "years and months duration";
            case SPAN -> "days and time duration";
            case TEXT, NUMBER, FLAG, DAY, TIME -> type.feel();
        };
    }

    private String cell(Cell cell) {
        String tests = cell.tests().stream().map(this::test).collect(Collectors.joining(blank() + "," + blank()));
        return switch (cell) {
            case Cell.Any _ -> "-";
            case Cell.OneOf _ -> tests;
            case Cell.NoneOf _ -> "not(" + tests + ")";
        };
    }

    private String test(UnaryTest test) {
        return switch (test) {
            case UnaryTest.Equal(Operand operand) -> operand(operand);
            case UnaryTest.Missing() -> "null";
            case UnaryTest.Range(UnaryTest.@Nullable End lower, UnaryTest.@Nullable End upper) -> range(lower, upper);
        };
    }

    private String range(UnaryTest.@Nullable End lower, UnaryTest.@Nullable End upper) {
        if (lower == null && upper != null)
            return "<" + (upper.included() ? "=" : "") + blank() + operand(upper.operand());
        if (upper == null && lower != null)
            return ">" + (lower.included() ? "=" : "") + blank() + operand(lower.operand());
        if (lower == null || upper == null) throw new IllegalStateException("a range without ends");
        return (lower.included() ? "[" : chance.oneOf("(", "]"))
                + operand(lower.operand()) + blank() + ".." + blank() + operand(upper.operand())
                + (upper.included() ? "]" : chance.oneOf(")", "["));
    }

    private String blank() {
        return chance.flip() ? " " : "";
    }

    private String operand(Operand operand) {
        return switch (operand) {
            case Operand.Name(String fact) -> fact;
            case Operand.Literal(Value value) -> literal(value);
        };
    }

    /** An output: where outputs are ranked in one spelling, because jDMN compares their texts. */
    private String says(Operand operand) {
        return sheet.policy().ranked() ? operand.text() : operand(operand);
    }

    private String literal(Value value) {
        return switch (value) {
            case Value.Numeric(BigDecimal number) -> number.toPlainString();
            case Value.Moment(Instant instant) -> temporal("date and time", clock(instant));
            case Value.Months(long months)
            when chance.flip() -> temporal("duration", (months < 0 ? "-P" : "P") + Math.abs(months) + "M");
            case Value.Day day -> temporal("date", day.show());
            case Value.Time time -> temporal("time", time.show());
            case Value.DayTime time -> temporal("date and time", time.show());
            case Value.Months months -> temporal("duration", months.show());
            case Value.Span span -> temporal("duration", span.show());
            case Value.Text _, Value.Flag _, Value.Absent _, Value.IllTyped _ -> new Operand.Literal(value).text();
        };
    }

    private String temporal(String word, String written) {
        return chance.oneIn(3) ? "@\"" + written + "\"" : word + "(\"" + written + "\")";
    }

    /** The same number, at times with more zeros than it needs. */
    static BigDecimal scaled(BigDecimal number, Chance chance) {
        BigDecimal longer = number.setScale(Math.max(0, number.scale()) + chance.below(3));
        return longer.precision() <= 34 ? longer : number;
    }

    private String clock(Instant instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atOffset(sheet.clock()));
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

package remit.oracle;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.CellReader;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.Rule;

/**
 * A small table as a person writes it, a line each: {@code UNIQUE nulls}, or {@code strict}, with the
 * offset of its clock; {@code in x NUMBER} with allowed values after
 * a colon; {@code fact y NUMBER} for what only cells name; {@code out NUMBER} with its allowed values; then the rules,
 * {@code < 5 | "a" => 1 | 2}.
 */
final class Written {
    private final Map<String, FactType> facts = new LinkedHashMap<>();
    private final List<Input> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();

    private Written() {}

    static Sheet sheet(String text) {
        var written = new Written();
        List<String> lines = text.strip().lines().toList();
        String[] head = lines.getFirst().split(" ");
        boolean nulls = head[1].equals("nulls");
        ZoneOffset clock = head.length > 2 ? ZoneOffset.of(head[2]) : ZoneOffset.UTC;
        for (String line : lines.subList(1, lines.size())) written.line(line.strip(), nulls);
        return new Sheet(
                HitPolicy.valueOf(head[0]),
                written.facts,
                written.inputs,
                written.outputs,
                written.rules,
                nulls,
                clock);
    }

    /** {@code x = 5; y = null}, in the types of the sheet; a text in quotes for a fact of another type is a text. */
    static Map<String, Value> context(Sheet sheet, String text) {
        var context = new LinkedHashMap<String, Value>();
        for (String part : text.split(";")) {
            String[] sides = part.split("=", 2);
            String fact = sides[0].strip();
            FactType type = sides[1].strip().startsWith("\"")
                    ? FactType.TEXT
                    : sheet.facts().get(fact);
            context.put(fact, value(sides[1].strip(), type));
        }
        return context;
    }

    private void line(String line, boolean nulls) {
        if (line.contains("=>")) {
            rule(line);
            return;
        }
        String[] sides = (line + " ").split(":", 2);
        String[] words = sides[0].strip().split(" ");
        String rest = sides.length > 1 ? sides[1].strip() : "";
        FactType type = FactType.valueOf(words[words.length - 1]);
        switch (words[0]) {
            case "fact" -> facts.put(words[1], type);
            case "in" -> {
                facts.put(words[1], type);
                Cell allowed = CellReader.read(line, rest, type).orThrow();
                inputs.add(new Input(
                        words[1],
                        words[1],
                        type,
                        allowed,
                        nulls ? Input.Presence.NULL_ALLOWED : Input.Presence.REQUIRED));
            }
            case "out" -> {
                List<Operand> allowed = rest.isEmpty()
                        ? List.of()
                        : Stream.of(rest.split(", "))
                                .map(each -> (Operand) new Operand.Literal(value(each, type)))
                                .toList();
                outputs.add(new Output(words.length > 2 ? words[1] : "", type, allowed, null));
            }
            default -> throw new IllegalArgumentException("not a line of a table: " + line);
        }
    }

    private void rule(String line) {
        String[] sides = line.split("=>");
        String[] cells = sides[0].split("\\|");
        String[] says = sides[1].split("\\|");
        var known = new Facts(facts);
        var read = new ArrayList<Cell>();
        for (int i = 0; i < cells.length; i++) {
            read.add(
                    CellReader.read(line, cells[i], inputs.get(i).type(), known).orThrow());
        }
        var said = new ArrayList<Operand>();
        for (int i = 0; i < says.length; i++) {
            said.add(new Operand.Literal(value(says[i].strip(), outputs.get(i).type())));
        }
        rules.add(new Rule(rules.size() + 1, read, said));
    }

    /** A number keeps the zeros that it is written with. */
    private static Value value(String text, FactType type) {
        if (type == FactType.NUMBER && !text.equals("null")) return Value.of(new BigDecimal(text));
        return CellReader.readOutput(text, text, type, new Facts(Map.of()))
                .orThrow()
                .value(Map.of());
    }
}

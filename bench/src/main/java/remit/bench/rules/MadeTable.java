package remit.bench.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import remit.dmn.DmnModel;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.CellReader;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.Rule;

/** A table made from a seed: for every row and column the atoms that pass. Row n says "R-n". */
record MadeTable(List<MadeColumn> columns, List<List<BitSet>> rows) {
    MadeTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** The table as Remit reads it from {@link #dmn}. */
    DecisionTable read(HitPolicy policy) {
        DmnModel model = DmnModel.read(dmn(policy).getBytes(StandardCharsets.UTF_8), "made.dmn")
                .orThrow();
        return model.strictGraph("made").orThrow().tables().getLast().table();
    }

    /** The same table without a file; columns may allow null here. */
    DecisionTable compiled(HitPolicy policy) {
        List<Input> inputs = columns.stream()
                .map(column -> new Input(
                        column.name(),
                        column.name(),
                        column.type(),
                        Cell.ANY,
                        column.nullAllowed() ? Input.Presence.NULL_ALLOWED : Input.Presence.REQUIRED))
                .toList();
        var rules = new ArrayList<Rule>();
        for (List<BitSet> row : rows) {
            var cells = new ArrayList<Cell>();
            for (int i = 0; i < row.size(); i++) {
                MadeColumn column = columns.get(i);
                cells.add(CellReader.read(column.name(), column.cell(row.get(i)), column.type())
                        .orThrow());
            }
            Operand says = new Operand.Literal(Value.of("R-" + (rules.size() + 1)));
            rules.add(new Rule(rules.size() + 1, cells, List.of(says)));
        }
        var output = new Output("", FactType.TEXT, List.of(), null);
        return new DecisionTable("made", policy, inputs, List.of(output), rules);
    }

    /** A DMN 1.3 file, which every engine reads. */
    String dmn(HitPolicy policy) {
        var xml = new StringBuilder("<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"made\""
                + " namespace=\"urn:made\" id=\"made_file\">\n");
        for (MadeColumn column : columns) {
            xml.append("<inputData id=\"i_" + column.name() + "\" name=\"" + column.name() + "\"><variable name=\""
                    + column.name() + "\" typeRef=\"" + type(column) + "\"/></inputData>\n");
        }
        xml.append("<decision id=\"made\" name=\"made\"><variable name=\"made\" typeRef=\"string\"/>\n");
        for (MadeColumn column : columns) {
            xml.append("<informationRequirement id=\"r_" + column.name() + "\"><requiredInput href=\"#i_"
                    + column.name() + "\"/></informationRequirement>\n");
        }
        xml.append("<decisionTable id=\"made_table\" hitPolicy=\"" + policy.attribute() + "\">\n");
        for (MadeColumn column : columns) {
            xml.append("<input id=\"c_" + column.name() + "\"><inputExpression id=\"e_" + column.name()
                    + "\" typeRef=\"" + type(column) + "\"><text>" + column.name()
                    + "</text></inputExpression></input>\n");
        }
        xml.append("<output id=\"o\" name=\"\" typeRef=\"string\"/>\n");
        for (int row = 0; row < rows.size(); row++) {
            xml.append("<rule id=\"row" + (row + 1) + "\">");
            for (int column = 0; column < columns.size(); column++) {
                String cell = columns.get(column).cell(rows.get(row).get(column));
                xml.append("<inputEntry id=\"n" + row + "_" + column + "\"><text><![CDATA[" + cell
                        + "]]></text></inputEntry>");
            }
            xml.append("<outputEntry id=\"s" + row + "\"><text>\"R-" + (row + 1) + "\"</text></outputEntry></rule>\n");
        }
        return xml.append("</decisionTable></decision></definitions>\n").toString();
    }

    private static String type(MadeColumn column) {
        return column.type().feel();
    }
}

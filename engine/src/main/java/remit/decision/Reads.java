package remit.decision;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import remit.authority.AuthorityTable;
import remit.process.Disposition;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.rules.FactType;

/** Which inputs the table, a check or an action reads, and so must be there. */
final class Reads {
    private Reads() {}

    /** Every fact that the table, a stop condition or a tool names, with the inputs behind those that are computed. */
    static Set<String> names(ProcessContract contract, Intake intake, AuthorityTable table, List<Pinned.Stop> stops) {
        Set<String> read = new LinkedHashSet<>();
        read.addAll(table.reads());
        stops.forEach(stop -> read.addAll(stop.when().facts()));
        contract.flow().tools().forEach(tool -> read.addAll(tool.arguments().values()));
        if (read.contains(RuleFacts.WITHIN_HANDLING_COST)) {
            Intake.Column amount = RuleFacts.amount(contract, intake);
            if (amount != null) read.add(amount.name());
        }
        String group = contract.reporting().group();
        if (read.contains(RuleFacts.NEW_GROUP) && group != null) read.add(group);
        return read;
    }

    static List<Pinned.Required> required(Intake intake, Set<String> read) {
        Map<String, Intake.Column> columns = intake.byName();
        var required = new ArrayList<Pinned.Required>();
        for (Intake.Column column : columns.values()) {
            if (!column.visible() || !column.required() || !read.contains(column.name())) continue;
            String words = FactType.of(column.reading().type()).words();
            required.add(new Pinned.Required(column.name(), words, column.whenMissing()));
        }
        for (Intake.Derived derived : intake.derived()) {
            if (!read.contains(derived.name())) continue;
            required.add(new Pinned.Required(derived.name(), FactType.FLAG.words(), Disposition.STOPPED));
        }
        return List.copyOf(required);
    }
}

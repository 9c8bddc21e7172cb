package remit.bench;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import remit.kernel.Json;
import remit.server.cases.Incoming;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.Row;
import remit.server.packs.RowReader;
import remit.server.store.CaseIds;
import remit.server.store.EvidenceLog;

/** Purchase lines for the invoices pack, made from a counter: as long as real ones, from 400 suppliers, all different. */
final class SyntheticRows {
    private static final int SUPPLIERS = 400;
    private static final List<String> DIRECTORATES =
            List.of("RESOURCES", "GOOD GROWTH", "HOUSING & LAND", "COMMUNITIES & SKILLS", "CHIEF OFFICER");

    private final PublishedProcess process;
    private final CaseIds ids;
    private final RowReader reader;
    private int made;

    SyntheticRows(PublishedProcess process, CaseIds ids) {
        this.process = process;
        this.ids = ids;
        this.reader = new RowReader(process.intake(), process.contract().zone());
    }

    String supplierColumn() {
        return "vendor_name";
    }

    /** Every supplier, as history would know them. */
    Set<String> suppliers() {
        var known = new TreeSet<String>();
        for (int i = 0; i < SUPPLIERS; i++) known.add(supplier(i));
        return known;
    }

    private static String supplier(int number) {
        return "V" + (100_000 + number);
    }

    List<Incoming> next(int count) {
        var rows = new ArrayList<Incoming>(count);
        for (int i = 0; i < count; i++) rows.add(row(made++));
        return rows;
    }

    /** The row of a number, the same each time; many threads may ask. */
    Incoming row(int number) {
        int supplier = Math.floorMod(number * 7919, SUPPLIERS);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("document_no", "51" + (10_000_000 + number));
        fields.put("vendor_id", supplier(supplier));
        fields.put("vendor_name", "SUPPLIER NUMBER " + supplier + " AND PARTNERS LIMITED");
        fields.put(
                "amount",
                BigDecimal.valueOf(1000L + Math.floorMod(number * 104_729L, 9_000_000L), 2)
                        .toPlainString());
        fields.put(
                "clearing_date", LocalDate.of(2026, 1, 1).plusDays(number % 300).toString());
        fields.put("directorate", DIRECTORATES.get(supplier % DIRECTORATES.size()));
        fields.put("service", "SERVICE AREA " + supplier % 40);
        return switch (reader.read(fields, number + 1, null)) {
            case Row.SourceRow good ->
                Incoming.of(
                        good,
                        process.contract(),
                        process.intake(),
                        ids,
                        new Incoming.Source(EvidenceLog.engine(), Json.object("line", good.line())));
            case Row.RejectedRow bad -> throw new IllegalStateException(bad.field() + ": " + bad.why());
        };
    }
}

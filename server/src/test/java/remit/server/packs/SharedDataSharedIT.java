package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Value;
import remit.server.packs.draft.PackDraft;

/** The shipped packs on the real files that they were made for. */
final class SharedDataSharedIT {
    private static Path data(String file) {
        Path folder = Path.of(System.getProperty("remit.shared", "../shared"));
        Path fromModule = Path.of("..").resolve(folder);
        return (Files.isDirectory(folder) ? folder : fromModule).resolve("data").resolve(file);
    }

    private static ArrayList<Row.SourceRow> rows(String packName, String file) {
        Pack pack = PackReader.read(ShippedPacksTest.folder(packName)).orThrow();
        var reader = new RowReader(pack.intake(), pack.contract().zone());
        var rows = new ArrayList<Row.SourceRow>();
        reader.open(data(file), RowReader.Outcomes.EXPECTED).orThrow().rows(row -> rows.add((Row.SourceRow) row));
        return rows;
    }

    @Test
    void every_line_of_the_ledger_is_a_case_with_a_readable_amount_and_a_key_of_its_own() {
        ArrayList<Row.SourceRow> rows = rows("invoices", "gla-spend/gla-spend.csv.gz");

        assertThat(rows).hasSize(14_227);
        var keys = new HashSet<String>();
        for (Row.SourceRow row : rows) {
            keys.add(row.keyText());
            assertThat(row.inputs().get("amount")).isInstanceOf(Value.Numeric.class);
            assertThat(row.outcomes().get("account")).isInstanceOf(Value.Text.class);
        }
        assertThat(keys).hasSize(14_227);
        long negative = rows.stream()
                .filter(row -> ((Value.Numeric) row.inputs().getOrDefault("amount", Value.ABSENT))
                                .number()
                                .signum()
                        < 0)
                .count();
        assertThat(negative).isEqualTo(337);
    }

    @Test
    void every_claim_is_a_case_and_the_known_dirt_is_seen() {
        ArrayList<Row.SourceRow> rows = rows("claims", "tsa-claims/tsa-claims.csv.gz");

        assertThat(rows).hasSize(35_109);
        assertThat(rows.stream().filter(row -> Value.ABSENT.equals(row.inputs().get("claim_amount"))))
                .hasSize(536);
        assertThat(rows.stream()
                        .filter(row -> Value.of(true).equals(row.inputs().get("missing_item"))))
                .hasSize(1164);
        // Incidents of the years 0200 to 0207, written 03-NOV-0206 00:00: no rule reads them, the claims go on.
        assertThat(rows.stream().filter(row -> row.inputs().get("incident_date") instanceof Value.IllTyped))
                .hasSize(84);
        assertThat(rows.stream().filter(row -> row.inputs().get("claim_amount") instanceof Value.IllTyped))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gla-spend/gla-spend.csv.gz",
                "tsa-claims/tsa-claims.csv.gz",
                "travel-payments/RequestForPayment.events.csv.gz"
            })
    void a_drafted_pack_is_right_and_turns_nearly_every_row_into_a_case(String file) {
        PackDraft draft = PackDraft.from(data(file), "draft", null).orThrow();
        Pack pack = PackReader.read("draft", draft.files()).orThrow();
        var rows = new ArrayList<Row>();
        new RowReader(pack.intake(), pack.contract().zone())
                .open(data(file), RowReader.Outcomes.EXPECTED)
                .orThrow()
                .rows(rows::add);

        long cases = rows.stream().filter(row -> row instanceof Row.SourceRow).count();
        assertThat(cases).isGreaterThan(rows.size() * 98L / 100);
    }
}

package remit.server.packs.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Value;
import remit.process.Intake;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.packs.Row;
import remit.server.packs.RowReader;

final class PackDraftTest {
    @TempDir
    private Path folder;

    /** A ledger that shares nothing with the shipped packs: other delimiter, encoding, decimals, dates and words. */
    private Path ledger() throws IOException {
        var out = new StringBuilder("Buchung;Lieferant;Datum;Betrag \u20AC;Bemerkung;Konto No;Result\n");
        String[] suppliers = {"M\u00fcller GmbH", "Stra\u00dfenbau AG", "B\u00e4cker", "Licht"};
        for (int i = 0; i < 120; i++) {
            int group = (i * 7) % 4;
            out.append("B-")
                    .append(5000 + i)
                    .append(';')
                    .append(suppliers[group])
                    .append(';')
                    .append("%02d.%02d.2023".formatted(i % 28 + 1, i / 28 + 1))
                    .append(';')
                    .append(i % 9 == 0 ? "-1.200,50" : "1.%03d,75".formatted(i))
                    .append(";\"Rechnung; Nr ")
                    .append(i)
                    .append("\";")
                    .append(4000 + group)
                    .append(";")
                    .append(i % 5 == 0 ? "abgelehnt" : "bezahlt")
                    .append('\n');
        }
        return Files.write(folder.resolve("ledger.csv"), out.toString().getBytes(Charset.forName("windows-1252")));
    }

    private static Pack read(PackDraft draft) {
        return PackReader.read("draft", draft.files()).orThrow();
    }

    @Test
    void a_foreign_ledger_gives_a_pack_that_reads_its_own_file_whole() throws IOException {
        Path file = ledger();

        PackDraft draft = PackDraft.from(file, "My Ledger 2023", "Result").orThrow();
        Pack pack = read(draft);

        assertThat(draft.guesses()).anySatisfy(guess -> {
            assertThat(guess.what()).isEqualTo("adverse decisions");
            assertThat(guess.value()).isEqualTo("abgelehnt");
        });

        assertThat(pack.contract().id()).isEqualTo("my-ledger-2023");
        assertThat(pack.intake().format()).isEqualTo(new Intake.Format(';', "windows-1252"));
        assertThat(pack.intake().key()).containsExactly("buchung");
        assertThat(pack.intake().time()).isEqualTo("datum");
        assertThat(pack.contract().author().target()).isEqualTo("result");
        assertThat(pack.contract().risk().adverse())
                .singleElement()
                .satisfies(a -> assertThat(a.decision()).isEqualTo("abgelehnt"));
        Intake.Column amount = pack.intake().columns().get(3);
        assertThat(amount.reading().decimalComma()).isTrue();
        assertThat(amount.reading().currency()).isEqualTo("EUR");
        var rows = new ArrayList<Row>();
        new RowReader(pack.intake(), pack.contract().zone())
                .open(file, RowReader.Outcomes.EXPECTED)
                .orThrow()
                .rows(rows::add);
        assertThat(rows).hasSize(120).allMatch(row -> row instanceof Row.SourceRow);
        for (Row row : rows) {
            assertThat(((Row.SourceRow) row).inputs().values()).noneMatch(value -> value instanceof Value.IllTyped);
        }
    }

    @Test
    void a_log_of_events_is_recognised_by_its_cases_that_stand_on_many_rows() throws IOException {
        var log = new StringBuilder("Case No,Happened,Activity,Amount\n");
        for (int i = 0; i < 80; i++) {
            log.append("C").append(100 + i / 4).append(",2026-01-").append(10 + i % 20);
            log.append(i % 4 == 3 ? ",paid," : ",checked,").append(i).append(".50\n");
        }
        Path file = Files.writeString(folder.resolve("log.csv"), log);
        assertThat(PackDraft.from(file, "x", null).orThrow().guesses())
                .anySatisfy(guess -> assertThat(guess.why()).contains("Case No stands on 4 rows each", "group_by"));
        assertThat(PackDraft.from(ledger(), "x", null).orThrow().guesses())
                .noneSatisfy(guess -> assertThat(guess.why()).contains("group_by"));
    }

    @Test
    void the_target_that_is_named_is_taken_and_a_wrong_name_is_asked_about() throws IOException {
        Path file = ledger();

        assertThat(read(PackDraft.from(file, "x", null).orThrow())
                        .contract()
                        .author()
                        .target())
                .isEqualTo("konto_no");
        assertThat(read(PackDraft.from(file, "x", "Lieferant").orThrow())
                        .contract()
                        .author()
                        .target())
                .isEqualTo("lieferant");
        assertThat(PackDraft.from(file, "x", "Konto Nr").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("RMT-453");
                    assertThat(problem.fix()).contains("did you mean \"Konto No\"?");
                });
    }

    @Test
    void the_drafted_sample_is_read_by_the_drafted_intake_and_holds_no_cell_of_the_file() throws IOException {
        PackDraft draft = PackDraft.from(ledger(), "x", null).orThrow();
        Pack pack = read(draft);
        Path folder = this.folder.resolve("draft");
        assertThat(draft.writeTo(folder).orThrow()).hasSize(draft.files().size());

        var rows = new ArrayList<Row>();
        new RowReader(pack.intake(), pack.contract().zone())
                .open(folder.resolve("sample.csv"), RowReader.Outcomes.EXPECTED)
                .orThrow()
                .rows(rows::add);
        assertThat(rows).hasSize(60).allMatch(row -> row instanceof Row.SourceRow);
        assertThat(Files.readString(folder.resolve("sample.csv"), Charset.forName("windows-1252")))
                .doesNotContain("M\u00fcller");
    }

    @Test
    void a_folder_that_holds_something_is_never_overwritten() throws IOException {
        PackDraft draft = PackDraft.from(ledger(), "x", null).orThrow();
        Files.writeString(folder.resolve("mine.txt"), "precious");

        assertThat(draft.writeTo(folder).problems())
                .singleElement()
                .satisfies(p -> assertThat(p.code()).isEqualTo("RMT-450"));
        assertThat(folder.resolve("process.yaml")).doesNotExist();
    }

    @Test
    void a_column_that_gives_the_target_away_becomes_an_outcome_and_the_reason_is_told() throws IOException {
        var out = new StringBuilder("id,when,vendor,words,account\n");
        for (int i = 0; i < 60; i++) {
            out.append(
                    "R%d,2024-02-%02d,V%d,Account words %d,%d\n".formatted(i, i % 28 + 1, i % 7, i % 3, 600 + i % 3));
        }
        Path file = Files.write(folder.resolve("leak.csv"), out.toString().getBytes(StandardCharsets.UTF_8));

        PackDraft draft = PackDraft.from(file, "leak", null).orThrow();

        assertThat(read(draft).intake().column("words").role()).isEqualTo(Intake.Role.OUTCOME);
        assertThat(draft.guesses()).anySatisfy(g -> assertThat(g.why()).contains("gives account away"));
    }

    @Test
    void a_column_whose_name_stands_twice_is_left_out_and_said_so_that_the_file_can_be_run() throws IOException {
        var out = new StringBuilder("id,when,vendor,note,note,account\n");
        for (int i = 0; i < 60; i++)
            out.append("R%d,2024-02-%02d,V%d,a%d,b%d,%d\n".formatted(i, i % 28 + 1, i % 7, i % 5, i % 4, 600 + i % 3));
        Path file = Files.writeString(folder.resolve("twice.csv"), out);

        PackDraft draft = PackDraft.from(file, "twice", null).orThrow();

        Pack pack = read(draft);
        assertThat(draft.guesses())
                .anySatisfy(g -> assertThat(g.why()).isEqualTo("\"note\" stands twice: rename one to use it"));
        assertThat(new RowReader(pack.intake(), pack.contract().zone())
                        .open(file, RowReader.Outcomes.EXPECTED)
                        .problems())
                .isEmpty();
    }

    @Test
    void a_picture_is_no_text_in_whatever_encoding() throws IOException {
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, (byte) 0x81};
        assertThat(PackDraft.from(Files.write(folder.resolve("picture.csv"), picture), "x", null)
                        .problems())
                .singleElement()
                .hasToString("RMT-434 " + folder.resolve("picture.csv")
                        + ": is no text; give a CSV file, or save the sheet as CSV");
    }

    @Test
    void a_file_without_dates_or_without_a_table_is_refused() throws IOException {
        Path undated = Files.writeString(folder.resolve("undated.csv"), "a,b,result\n1,x,yes\n2,y,no\n3,z,yes\n");
        assertThat(PackDraft.from(undated, "x", null).problems().getFirst().code())
                .isEqualTo("RMT-452");
        Path prose = Files.writeString(folder.resolve("prose.csv"), "just\nsome\ntext\n");
        assertThat(PackDraft.from(prose, "x", null).problems().getFirst().code())
                .isEqualTo("RMT-451");
        assertThat(PackDraft.from(folder.resolve("none.csv"), "x", null)
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-430");
    }
}

package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** {@code remit replay} on a directory that nobody else has open, and beside a process that has. */
final class ReplayCommandIT {
    @TempDir
    static Path folder;

    @BeforeAll
    static void run() {
        TestingShop shop = TestingShop.of("replayed");
        Path file = shop.file(folder, "ledger.csv", TestingPurchases.ledger(17, 300));
        line(0, "run", shop.pack(folder).toString(), "--data", file.toString(), "--history", "0.5");
    }

    private static TestingLine.Ended line(int status, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        TestingLine.Ended ended = TestingLine.here(all);
        assertThat(ended.status())
                .as(String.join(" ", all) + "\n" + ended.out() + ended.errors())
                .isEqualTo(status);
        return ended;
    }

    private static String some(TestingOffice office, String type) {
        return office.text("select min(case_id) from event where type = ?", type);
    }

    @Test
    void everything_is_identical_with_the_directory_alone_and_beside_another_process() {
        String alone = line(0, "replay", "--all").out();
        assertThat(alone).matches("150 decisions: 150 identical, 0 different, 0 not replayed\\R");
        try (TestingOffice office = TestingOffice.open(folder)) {
            assertThat(line(0, "replay", "--all", "--process", "replayed").out())
                    .isEqualTo(alone);
            String caseId = some(office, "Decided");
            assertThat(line(0, "replay", caseId).out())
                    .startsWith(caseId + " of replayed, decided ")
                    .contains("came out identical", "reason    ", "rows that matched: ");
            Json.Obj told = Json.parseObject(line(0, "replay", caseId, "--json").out());
            Json.Obj decision = (Json.Obj) told.array("decisions").getFirst();
            assertThat(decision.text("outcome")).isEqualTo("identical");
            assertThat(decision.object("recorded")).isEqualTo(decision.object("replayed"));
        }
    }

    @Test
    void a_difference_is_status_1_and_an_erasure_is_none() {
        try (TestingOffice office = TestingOffice.open(folder)) {
            String erased = some(office, "Decided");
            office.change("create table kept as select * from payload");
            office.change("create table kept_version as select * from pack_version");
            office.erasePayloads(erased);
            assertThat(line(0, "replay", "--all").out()).contains("1 not replayed (1 erased)", erased);
            assertThat(line(0, "replay", erased).out()).contains("could not be decided again", "is erased");
            office.change("insert into payload select * from kept on conflict do nothing");
            office.change("delete from pack_version");
            assertThat(line(1, "replay", "--all").out())
                    .startsWith("150 decisions: 0 identical, 0 different, 150 not replayed (150 pack version lost)");
            Json.Obj report =
                    Json.parseObject(line(1, "replay", "--all", "--json").out());
            assertThat(report.object("not_replayed").number("pack version lost", 0))
                    .isEqualTo(150);
            assertThat(report.array("listed")).hasSize(150);
            office.change("insert into pack_version select * from kept_version");
            assertThat(line(1, "replay", some(office, "HistoryRecorded")).errors())
                    .contains("nothing was decided");
        }
    }

    @Test
    void wrong_words_are_status_2() {
        assertThat(line(2, "replay").errors()).contains("name one CASE, or give --all");
        assertThat(line(2, "replay", "case_1", "--all").errors()).contains("name one CASE, or give --all");
        assertThat(line(2, "replay", "case_1", "--process", "replayed").errors())
                .contains("--process goes with --all");
    }
}

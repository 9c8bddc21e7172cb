package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What docs/reference/evidence.md promises of erasing a person: one reference reaches everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErasingIT {
    private static final String OF_CASES = "payload p join event e on e.id = p.event_id where e.case_id is not null";

    private TestingOffice office;

    @BeforeAll
    void run(@TempDir Path folder) throws IOException {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of("erasing");
        Path pack = shop.pack(folder);
        Path intake = pack.resolve("intake.yaml");
        String marked = Files.readString(intake)
                .replace("{name: supplier, role: input,", "{name: supplier, role: input, subject: true,");
        assertThat(marked).contains("subject: true");
        Files.writeString(intake, marked);
        office.run(pack, shop.file(folder, "erasing.csv", TestingPurchases.ledger(71, 1_200)), "0.5");
        assertThat(office.count("action_view")).isPositive();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void every_payload_of_a_case_has_its_subject_and_an_older_one_gets_it() throws IOException {
        assertThat(office.count(OF_CASES)).isGreaterThan(1_200);
        assertThat(office.count(OF_CASES + " and p.subject_ref is null")).isZero();

        office.change("update payload set subject_ref = null where event_id in (select id from event where seq > 1)");
        office.change(backfill());

        assertThat(office.count(OF_CASES + " and p.subject_ref is null")).isZero();
        assertThat(office.count("(select e.case_id from " + OF_CASES
                        + " group by 1 having count(distinct p.subject_ref) <> 1) mixed"))
                .isZero();
    }

    /** The statement by which the migration mends what was written before. */
    private static String backfill() throws IOException {
        String file = "/db/migration/V3__subjects_news_commits.sql";
        try (var stream = ErasingIT.class.getResourceAsStream(file)) {
            String text = new String(Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(0, text.indexOf(';'));
        }
    }

    @Test
    void deleting_by_the_reference_and_a_rebuild_leave_nothing_of_the_person() {
        String subject = office.text(
                "select subject_ref from payload group by 1 having count(*) > 20 order by count(*) limit 1");
        String cases = "case_id in (select case_id from event e join payload p on p.event_id = e.id"
                + " where p.subject_ref = ? and e.seq = 1)";
        var theirs = office.texts("select case_id from case_view where " + cases, subject);
        assertThat(theirs).hasSizeGreaterThan(3);
        String ids = "case_id in ('" + String.join("', '", theirs) + "')";

        office.change("delete from payload where subject_ref = ?", subject);
        assertThat(office.rebuild().differences()).isEqualTo(theirs.size());

        assertThat(office.count("payload p join event e on e.id = p.event_id where " + ids))
                .isZero();
        assertThat(office.count("case_view where " + ids)).isEqualTo(theirs.size());
        assertThat(office.count("case_view where " + ids
                        + " and (grp is not null or segment is not null or money is not null or observed is not null)"))
                .isZero();
        assertThat(office.rebuild().differences()).isZero();
    }
}

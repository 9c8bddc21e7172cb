package remit.server.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.checkpoints.Answer;
import remit.checkpoints.Judged;
import remit.checkpoints.Terms;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShop;
import remit.server.store.Rebuild;

/** One invented past as two systems wrote it down: what a new pack says of the one is what the shipped one says of the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TravelIT {
    private static final Terms TERMS = new Terms(0.02, 0.10, 0.95);
    private static final Actor OWNER = new Actor(Actor.Kind.PERSON, "p_owner");

    private static final String INTAKE = """
            schema: remit/v1
            format: {delimiter: ";", encoding: UTF-8}
            key: [request]
            group_by: [request]
            order_by: step
            start: {activity: '"Eingang"'}
            time: happened
            outcome_after: P30D
            source_reports_outcomes: true
            columns:
              Vorgang: {name: request, role: key}
              Folge: {name: step, role: event, type: number}
              Schritt: {name: activity, role: event}
              Ergebnis: {name: result, role: event}
              Zeitpunkt: {name: happened, role: event, type: date, formats: ["dd.MM.yyyy HH:mm"]}
              Betrag: {name: amount, role: input, type: money, currency: EUR, decimal: comma, when_missing: return}
              Bereich: {name: entity, role: input}
              Vorhaben: {name: project, role: input}
            events:
              submitted: {activity: '"Eingang"'}
              administration_approved: {activity: '"Prüfung Sachbearbeitung"', result: '"in Ordnung"'}
              administration_rejected: {activity: '"Prüfung Sachbearbeitung"', result: '"abgelehnt"'}
              budget_approved: {activity: '"Prüfung Kostenstelle"', result: '"in Ordnung"'}
              budget_rejected: {activity: '"Prüfung Kostenstelle"', result: '"abgelehnt"'}
              supervisor_approved: {activity: '"Freigabe"', result: '"in Ordnung"'}
              supervisor_rejected: {activity: '"Freigabe"', result: '"abgelehnt"'}
              withdrawn: {activity: '"Rücknahme"'}
              ordered: {activity: '"Zahllauf"'}
              paid: {activity: '"Auszahlung"'}
            outcomes:
              first_look:
                first: {administration_approved: Pass on, administration_rejected: Send back}
            """;

    private Path folder;
    private TestingOffice office;
    private final TestingLog log = TestingLog.of(11, 1_600);
    private Json.Obj english;
    private Json.Obj german;
    private Path germanPack;

    @BeforeAll
    void run(@TempDir Path temporary) throws IOException {
        folder = temporary;
        office = TestingOffice.seeded(folder, 1);
        Path shipped =
                Files.isDirectory(Path.of("packs")) ? Path.of("packs", "travel") : Path.of("..", "packs", "travel");
        english = office.run(shipped, write(folder.resolve("log.csv"), log.english()), "0.5");
        germanPack = folder.resolve("reisen");
        copy(shipped, germanPack);
        german = office.run(germanPack, write(folder.resolve("vorgang.csv"), log.german()), "0.5");
    }

    @AfterAll
    void close() {
        office.close();
    }

    /** Another organisation's pack: its own intake, and of the contract what its log does not tell taken out. */
    private static void copy(Path shipped, Path to) throws IOException {
        String contract = Files.readString(shipped.resolve("process.yaml"))
                .replace("id: travel\n", "id: reisen\n")
                .replaceAll("(?m)^ *- \\{id: (pre-approver|director).*\n", "")
                .replace("supervisor_passed, ", "")
                .replace("[withdrawn, expired]", "[withdrawn]")
                .replace("category: [entity, project, budget_line, task]", "category: [entity, project]");
        write(to.resolve("process.yaml"), contract);
        write(to.resolve("intake.yaml"), INTAKE);
        write(to.resolve("authority.dmn"), Files.readString(shipped.resolve("authority.dmn")));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private CheckpointRemovals.Told ask(String process, Terms terms) {
        return office.installation()
                .checkpointRemovals()
                .ask(process, terms, OWNER)
                .orThrow();
    }

    @Test
    void rows_are_cases_and_source_rows_the_lines_of_the_log() {
        for (Json.Obj summary : List.of(english, german)) {
            assertThat(summary.number("rows", 0)).isEqualTo(1_600);
            assertThat(summary.number("source_rows", 0)).isEqualTo(log.rows());
            assertThat(summary.number("history", 0) + summary.number("cases", 0))
                    .isEqualTo(1_600);
            assertThat(summary.number("rejected", -1)).isZero();
        }
    }

    @Test
    void the_same_past_in_other_columns_and_words_is_decided_alike() {
        for (String figure : List.of("auto_cleared", "held", "stopped", "auto_clear_known", "auto_clear_errors")) {
            assertThat(german.number(figure, -1)).as(figure).isEqualTo(english.number(figure, -2));
        }
        assertThat(english.number("auto_cleared", 0)).isPositive();
    }

    @Test
    void the_checkpoint_that_would_be_missed_least_may_go_first_for_those_it_hardly_ever_rejects() {
        CheckpointRemovals.Told told = ask("reisen", TERMS);
        assertThat(told.finding()).isEqualTo(Answer.Finding.MAY_GO);
        Judged first = told.answer().first().orElseThrow();
        assertThat(first.checkpoint()).isEqualTo("administration");
        assertThat(first.bounds().perCase()).isLessThanOrEqualTo(0.02);
        assertThat(first.bounds().share()).isLessThanOrEqualTo(0.10);
        assertThat(first.later().cases()).isGreaterThan(250);
        assertThat(told.answer().never()).containsExactly("supervisor");
        assertThat(told.sentence())
                .startsWith("Checkpoint administration may go first, for ")
                .contains("as a trial", "10% of what skips it", "rests on observation");
        assertThat(told.toJson().object("proposal").text("kind")).isEqualTo("trial");
    }

    @Test
    void what_the_two_systems_wrote_counts_alike() {
        Judged shipped = ask("travel", TERMS).answer().judged().getFirst();
        Judged other = ask("reisen", TERMS).answer().judged().getFirst();
        assertThat(other.checkpoint()).isEqualTo(shipped.checkpoint());
        assertThat(counts(other)).isEqualTo(counts(shipped));
    }

    /** Without risk: what the model may learn from differs between the packs. */
    private static List<String> counts(Judged judged) {
        var counts = new ArrayList<String>();
        for (Judged.Considered each : judged.considered()) {
            boolean segment = Double.isNaN(each.whom().risk());
            if (segment) counts.add(each.whom().words() + " " + each.tally());
        }
        return counts;
    }

    @Test
    void the_answer_is_evidence_with_who_asked_and_names_no_segment_in_its_leaf() {
        CheckpointRemovals.Told told = ask("reisen", TERMS);
        String id = told.recorded().orThrow().id();
        List<String> leaves = leaves(id);
        assertThat(leaves).hasSize(1);
        assertThat(leaves.getFirst())
                .contains("\"actor\":\"person:p_owner\"", "\"proposed\":\"administration\"", "\"per_case\":")
                .doesNotContain("unit ", "project ");
        assertThat(ask("reisen", TERMS).recorded().orThrow().id())
                .as("the same again")
                .isEqualTo(id);
        assertThat(leaves(id)).hasSize(1);
        assertThat(new Rebuild(office.installation().source()).run().differences())
                .isZero();
    }

    private List<String> leaves(String id) {
        return JdbcClient.create(office.installation().source())
                .sql("select leaf from event where type = 'CheckpointsJudged' and leaf like '%' || ? || '%'")
                .param(id)
                .query(String.class)
                .list();
    }

    @Test
    void who_asks_too_often_is_promised_nothing_more() {
        CheckpointRemovals.Told last = ask("travel", new Terms(0.02, 0.10, 0.80));
        assertThat(last.recorded().problems()).isEmpty();
        ask("travel", new Terms(0.03, 0.10, 0.80));
        last = ask("travel", new Terms(0.04, 0.10, 0.80));
        assertThat(last.recorded().problems()).isNotEmpty();
        assertThat(last.finding()).isNotEqualTo(Answer.Finding.MAY_GO);
        assertThat(last.sentence()).contains("is left on these labels");
        assertThat(last.toJson().get("proposal")).isEqualTo(Json.NULL);
    }

    @Test
    void a_process_without_a_log_is_told_what_to_add() {
        Checked<CheckpointRemovals.Told> unknown =
                office.installation().checkpointRemovals().ask("nobody", TERMS, OWNER);
        assertThat(unknown.problems().getFirst().code()).isEqualTo("RMT-088");
        TestingShop shop = TestingShop.of("plain");
        office.run(
                shop.pack(folder),
                shop.file(folder, "plain.csv", remit.server.runs.TestingPurchases.ledger(3, 60)),
                "0.5");
        Checked<CheckpointRemovals.Told> plain =
                office.installation().checkpointRemovals().ask("plain", TERMS, OWNER);
        assertThat(plain.problems().getFirst().code()).isEqualTo("RMT-185");
        assertThat(plain.problems().getFirst().fix()).contains("flow.trail");
    }

    @Test
    void a_case_with_an_unreadable_row_is_rejected_and_all_others_run(@TempDir Path apart) throws IOException {
        try (TestingOffice other = TestingOffice.open(apart)) {
            String lines = TestingLog.of(5, 40)
                    .german()
                    .replaceFirst("(?m)^Freigabe;in Ordnung;[^;]*;", "Freigabe;in Ordnung;31.02.2025 08:00;");
            Json.Obj summary = other.run(germanPack, write(apart.resolve("bad.csv"), lines + ";;;;;;;70\n"), "0.5");
            assertThat(summary.number("rejected", 0)).isEqualTo(2);
            assertThat(summary.number("rows", 0)).isEqualTo(41);
            assertThat(summary.number("history", 0) + summary.number("cases", 0))
                    .isEqualTo(39);
            String rejected = Files.readString(apart.resolve("rejected.csv"));
            assertThat(rejected)
                    .contains("Zeitpunkt,31.02.2025 08:00", "its case is left out")
                    .contains("Vorgang,,it does not say which case it is of");
            assertThat(JdbcClient.create(other.installation().source())
                            .sql("select count(*) from pg_tables where tablename like 'staging%'")
                            .query(Long.class)
                            .single())
                    .as("what was sorted is gone")
                    .isZero();
        }
    }
}

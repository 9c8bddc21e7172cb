package remit.server.ladders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.ladder.Stage;
import remit.server.runs.Climbing;
import remit.server.runs.RunReport;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** A refitted model under a ladder: the accounts are renamed on the way, which only a model that learns anew can follow. */
class ChallengeIT {
    private static final String TERMS = """
            rollout:
              target: 20%
              tolerated: 30%
              least_reviews: 30
              least_time: P7D
            """;
    private static final int LINES = 2_400;
    private static final int RENAMED = 1_000;

    @TempDir
    static Path folder;

    private static TestingOffice office;
    private static RunReport report;

    @BeforeAll
    static void run() {
        office = TestingOffice.seeded(folder, 1);
        TestingShop shop = TestingShop.of("refitted").refitting("P45D");
        Path pack = TestingShop.with(shop.pack(folder), TERMS);
        var lines = new ArrayList<>(TestingPurchases.ledger(21, LINES));
        for (int i = RENAMED; i < LINES; i++)
            lines.set(i, lines.get(i).withAccount("R" + lines.get(i).account()));
        report = office.climb(
                pack,
                shop.file(folder, "refitted.csv", lines),
                "0.35",
                new Climbing(Stage.AUTONOMOUS, 1, List.of(), 0));
    }

    @AfterAll
    static void end() {
        office.close();
    }

    private static List<Event> events(String where) {
        return JdbcClient.create(office.installation().source())
                .sql("select leaf from event where process = 'refitted' and " + where + " order by recorded_at, seq")
                .query((row, _) -> Event.read(row.getString(1)))
                .list();
    }

    @Test
    void the_old_model_serves_until_the_new_one_was_right_more_often_where_they_differ() {
        List<Event> takeovers = events("type = 'AuthorPromoted'");
        assertThat(takeovers).isNotEmpty();
        for (Event takeover : takeovers) {
            String challenger = takeover.body().text("challenger", "");
            assertThat(takeover.body().number("won", 0))
                    .isGreaterThan(takeover.body().number("lost", 0));
            assertThat(takeover.body().number("log_e", 0)).isGreaterThanOrEqualTo(Math.log(20));
            for (Event proposed : events("type = 'Proposed'")) {
                boolean its = proposed.actor().id().equals(challenger);
                if (its) assertThat(proposed.at()).isAfterOrEqualTo(takeover.at());
            }
            assertThat(events("type = 'Challenged'"))
                    .anyMatch(each -> each.actor().id().equals(challenger));
        }
    }

    @Test
    void what_challenges_has_no_say_in_a_case() {
        for (Event challenged : events("type = 'Challenged'")) {
            String serving = challenged.versions().text("author", "");
            assertThat(serving).isNotEqualTo(challenged.actor().id());
        }
    }

    @Test
    void a_model_that_takes_over_inherits_the_stage_less_one() {
        List<Event> demoted = events("type = 'Demoted'").stream()
                .filter(each -> each.body().text("cause", "").equals("new_model"))
                .toList();
        for (Event each : demoted) assertThat(each.body().array("restored")).hasSize(1);
        assertThat(report.json().object("ladder").array("models")).isNotEmpty();
        assertThat(report.text()).contains("serves from here on: of ");
    }

    @Test
    void what_still_challenges_is_not_what_a_server_would_serve() {
        String last = office.installation().versions().latestTrained("refitted").orElseThrow();
        List<Event> takeovers = events("type = 'AuthorPromoted'");
        Json.Obj newest = takeovers.getLast().body();
        assertThat(last).isEqualTo(newest.text("sha256"));
    }
}

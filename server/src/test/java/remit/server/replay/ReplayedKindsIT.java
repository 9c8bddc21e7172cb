package remit.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.ladder.Stage;
import remit.server.catalog.LevelFiles;
import remit.server.runs.Climbing;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingPurchases.Line;
import remit.server.runs.TestingShop;

/** Decisions of every kind come out of a replay as they are recorded, whatever rules and stage they were taken under. */
final class ReplayedKindsIT {
    private static final String TERMS = """
            rollout:
              target: 20%
              tolerated: 30%
              least_reviews: 10
              least_time: P1D
              sampling: {floor: 10%, sampled: 50%, blind: 30%}
            """;

    @TempDir
    Path folder;

    private static void identical(TestingOffice office, String process) {
        var installation = office.installation();
        ReplayReport report =
                new Replays(installation.published(), installation.gateway().orThrow()).all(process);
        assertThat(report.listed())
                .as(String.join("\n", ReplayText.all(report)))
                .isEmpty();
        assertThat(report.missed()).isEmpty();
        assertThat(report.counts().identical())
                .isEqualTo(office.count("event where type = 'Decided' and process = ?", process))
                .isPositive();
    }

    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void standing_proposals_and_the_levels_above_a_process_are_decided_again_and_so_are_rules_that_changed()
            throws IOException {
        TestingShop shop = TestingShop.of("governed");
        Path pack = TestingShop.with(shop.pack(folder), "governance: {changes: files, domain: finance}\n");
        change(
                pack.resolve("process.yaml"),
                "  max_error: 5%\n",
                "  max_error: 5%\n  drafts:\n    - when: {amount: \"< 60\"}\n      decision: A4001\n"
                        + "      basis: small amounts go to one account\n");
        List<Line> lines = TestingPurchases.ledger(31, 700);
        try (TestingOffice office = TestingOffice.open(folder)) {
            office.run(pack, shop.file(folder, "first.csv", lines.subList(0, 500)), "0.6");
            office.levelOf(LevelFiles.domain("finance"), "money", "&gt; 300");
            office.run(pack, shop.file(folder, "second.csv", lines.subList(500, 570)), "0");
            office.levelOf(LevelFiles.ORGANISATION, "money", "&gt; 200");
            office.run(pack, shop.file(folder, "third.csv", lines.subList(570, 640)), "0");
            change(pack.resolve("authority.dmn"), "&lt;= 0", "&lt;= 100");
            change(pack.resolve("authority.dmn"), "&gt; 0", "&gt; 100");
            Files.delete(pack.resolve("cases/authority.yaml"));
            office.run(pack, shop.file(folder, "fourth.csv", lines.subList(640, 700)), "0");

            identical(office, "governed");

            assertThat(office.texts("select distinct leaf::jsonb->'versions'->>'pack' from event"
                            + " where type = 'Decided' and process = 'governed'"))
                    .hasSize(4);
            assertThat(office.count("event where type = 'Proposed' and actor like '%draft:governed@%'"))
                    .as("the contract's own proposals")
                    .isPositive();
            for (String check : List.of("authority", "authority_domain", "authority_organisation"))
                assertThat(office.count("event where type = 'Decided' and leaf like ?", "%\"check\":\"" + check + "%"))
                        .as(check)
                        .isPositive();
        }
    }

    @Test
    void every_stage_of_a_ladder_is_decided_again_also_after_autonomy_was_taken_back() {
        TestingShop shop = TestingShop.of("climbed");
        Path pack = TestingShop.with(shop.pack(folder), TERMS);
        var lines = new ArrayList<Line>(TestingPurchases.ledger(11, 3_000));
        // From here on every proposal that clears is wrong.
        for (int i = 2_400; i < lines.size(); i++)
            lines.set(i, lines.get(i).withAccount("R" + lines.get(i).account()));
        try (TestingOffice office = TestingOffice.seeded(folder, Long.getLong("remit.seed", 1))) {
            office.climb(
                    pack,
                    shop.file(folder, "lines.csv", lines),
                    "0.2",
                    new Climbing(Stage.AUTONOMOUS, 1, List.of(), 0));

            identical(office, "climbed");

            assertThat(office.texts("select distinct content::jsonb->'facts'->'autonomy'->>'stage' from payload"
                            + " where content::jsonb->'facts'->'autonomy' is not null"))
                    .containsExactlyInAnyOrder("shadow", "checkpointed", "sampled", "autonomous");
            assertThat(office.count("event d join payload p on p.event_id = d.id where d.type = 'Decided' and d.at >"
                            + " (select min(x.at) from event x where x.type = 'Demoted')"
                            + " and p.content::jsonb->'facts'->'autonomy'->>'stage' in ('shadow', 'checkpointed')"))
                    .as("after a demotion")
                    .isPositive();
        }
    }
}

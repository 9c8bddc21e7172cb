package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** What is said of every segment at once holds for those to come, and is said once of the process. */
final class LaddersOfAllIT {
    private static final String PROCESS = "climbing";

    @TempDir
    Path folder;

    private void line(String... words) {
        List<String> all = Stream.concat(
                        Stream.of(words),
                        Stream.of("--data-dir", folder.resolve("data").toString()))
                .toList();
        TestingLine.Ended ended = TestingLine.here(all);
        assertThat(ended.status())
                .as(String.join(" ", all) + "\n" + ended.out() + ended.errors())
                .isZero();
    }

    @Test
    void what_is_meant_for_every_segment_is_said_once_of_the_process() {
        TestingShop shop = TestingShop.of(PROCESS);
        Path pack = TestingShop.with(shop.pack(folder), "rollout: {target: 20%, tolerated: 30%}\n");
        Path file = shop.file(folder, "ledger.csv", TestingPurchases.ledger(11, 300));
        line("run", pack.toString(), "--data", file.toString(), "--history", "0.5", "--ladder");
        line("ladder", "start", PROCESS, "--authorise", "checkpointed");
        line("ladder", "revoke", PROCESS);
        line("ladder", "stop", PROCESS, "--reason", "letters to the wrong people");
        line("ladder", "lift", PROCESS);
        try (TestingOffice office = TestingOffice.open(folder)) {
            assertThat(office.texts("select type from event where type like 'Ladders%' or type like 'Standing%'"
                            + " order by recorded_at"))
                    .containsExactly(
                            "LaddersBegun",
                            "StandingAuthorisationGiven",
                            "StandingAuthorisationsRevoked",
                            "LaddersStopped",
                            "LaddersLifted");
        }
    }
}

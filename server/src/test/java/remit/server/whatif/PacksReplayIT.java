package remit.server.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import remit.authority.Ruling;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.PackReader;
import remit.server.runs.TestingOffice;
import remit.whatif.History;
import remit.whatif.Rules;
import remit.whatif.WhatIf;

/** Every pack's sample runs live; decided again under the rules in force, every case gets the verdict that is recorded. */
class PacksReplayIT {
    @TempDir
    Path folder;

    static List<Path> packs() throws Exception {
        try (Stream<Path> packs = Files.list(Path.of("..", "packs"))) {
            return packs.filter(pack -> Files.exists(pack.resolve("sample.csv")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("packs")
    void live_and_replayed_decisions_agree_on_every_case(Path pack) {
        try (TestingOffice office = TestingOffice.open(folder)) {
            var summary = office.run(pack, pack.resolve("sample.csv"), "0.5");
            String id = PackReader.read(pack).orThrow().contract().id();
            PublishedProcess process =
                    office.installation().catalog().latest(id).orElseThrow().orThrow();
            History history = Reading.first(
                            new Reading.Of(process, process.pinned().reads(), Asked.Scope.ALL),
                            office.installation().source(),
                            Instant.MAX)
                    .history();
            assertThat(history.cases())
                    .isEqualTo((int) summary.number("cases", -1))
                    .isPositive();
            assertThat(history.leftOut()).isEmpty();
            var recorded = new ArrayList<Ruling>();
            for (int i = 0; i < history.cases(); i++) recorded.add(history.recorded(i));
            assertThat(recorded).contains(Ruling.CHECKPOINT);
            assertThat(WhatIf.replay(history, Rules.of(process.pinned().table())))
                    .isEqualTo(recorded);
        }
    }
}

package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** Halting and resuming by commands alone. */
final class HaltCommandIT {
    @TempDir
    static Path folder;

    private static TestingLine.Ended line(int status, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        TestingLine.Ended ended = TestingLine.here(all);
        assertThat(ended.status())
                .as(String.join(" ", all) + "\n" + ended.out() + ended.errors())
                .isEqualTo(status);
        return ended;
    }

    @Test
    void halted_listed_and_brought_back_by_commands() {
        TestingShop shop = TestingShop.of("stopped");
        Path pack = shop.pack(folder);
        Path file = shop.file(folder, "ledger.csv", TestingPurchases.ledger(11, 200));
        line(0, "run", pack.toString(), "--data", file.toString(), "--history", "0.5");
        line(2, "halt", "--reason", "nothing is named");
        assertThat(line(1, "halt", "stoped", "--reason", "slip").errors()).contains("RMT-447", "stopped");
        assertThat(line(0, "halt", "stopped", "--reason", "wrong accounts").out())
                .contains("process stopped is halted", "No node is running");
        assertThat(line(1, "halts").out()).contains("because wrong accounts", "waiting: ", "--to held");
        assertThat(line(1, "resume", "stopped", "--to", "open", "--reason", "at once")
                        .errors())
                .contains("RMT-444");
        for (String to : List.of("held", "reviewed", "open"))
            line(0, "resume", "stopped", "--to", to, "--reason", "looked at");
        assertThat(line(0, "halts").out()).contains("Nothing is halted.");
        assertThat(line(1, "drill", "stopped").errors()).contains("RMT-448");
        assertThat(line(1, "exposure", "stopped").out()).contains("is paged", "RED: There was no drill yet");
        assertThat(Json.parseObject(
                                line(1, "exposure", "stopped", "--json").out().strip())
                        .text("red", ""))
                .contains("remit drill stopped");
        assertThat(line(1, "rollback", "stopped", "--model", "--reason", "none before")
                        .errors())
                .contains("RMT-449");
    }
}

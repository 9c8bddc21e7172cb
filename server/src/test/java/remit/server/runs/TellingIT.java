package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.ports.Notifier;
import remit.process.ProcessContract;
import remit.server.live.NoticeOutbox;
import remit.server.live.Telling;
import remit.server.packs.PackReader;

/** What a run decided is told, also when the process that decided it was gone before it could tell. */
final class TellingIT {
    @TempDir
    Path folder;

    private TestingOffice office;
    private Path pack;
    private Json.Obj summary;

    /** A run ends as one does that is killed right after its last commit: everything is recorded, nobody was told. */
    @BeforeEach
    void run() {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of("told");
        pack = shop.pack(folder);
        summary = office.run(pack, shop.file(folder, "told.csv", TestingPurchases.ledger(41, 600)), "0.3");
        assertThat(summary.number("stopped", 0)).isGreaterThan(1);
        assertThat(summary.number("held", 0)).isGreaterThan(10);
    }

    @AfterEach
    void close() {
        office.close();
    }

    private void tell(Duration later) {
        telling(later).tell();
    }

    private Telling telling(Duration later) {
        Notifier nobody = (notice, deadline) -> new Notifier.Answer.Failed("testing");
        var outbox = new NoticeOutbox(
                office.installation().source(),
                nobody,
                () -> office.installation().clock().instant().plus(later));
        ProcessContract contract = PackReader.read(pack).orThrow().contract();
        return new Telling(outbox, process -> Optional.of(contract));
    }

    /** Type and contact to the numbers of cases in its notices. */
    private Map<String, List<String>> notices() {
        var notices = new TreeMap<String, List<String>>();
        for (String text : office.texts("select content from notice order by content")) {
            Json.Obj content = Json.parseObject(text);
            String who = content.text("type", "") + " " + content.text("to", "");
            notices.merge(who, List.of(number(content.number("cases", 0))), (all, more) -> {
                var both = new java.util.ArrayList<>(all);
                both.addAll(more);
                return both;
            });
        }
        return notices;
    }

    private static String number(double value) {
        return Long.toString((long) value);
    }

    private void assertTold() {
        double returned = summary.number("returned", 0);
        var expected = new TreeMap<String, List<String>>();
        expected.put("case.held desk@shop.example", List.of(number(summary.number("held", 0))));
        expected.put("case.stopped erik@shop.example", List.of(number(summary.number("stopped", 0) - returned)));
        if (returned > 0) expected.put("digest.returned erik@shop.example", List.of(number(returned)));
        assertThat(notices()).isEqualTo(expected);
    }

    @Test
    void whoever_comes_next_tells_it_once_in_one_notice_each() {
        tell(Duration.ZERO);
        assertTold();
        tell(Duration.ZERO);
        assertTold();
    }

    @Test
    void a_run_that_was_cut_off_is_told_after_ten_minutes() {
        office.change("update run set status = 'running'");
        tell(Duration.ZERO);
        assertThat(notices()).isEmpty();
        tell(Duration.ofMinutes(11));
        assertTold();
    }
}

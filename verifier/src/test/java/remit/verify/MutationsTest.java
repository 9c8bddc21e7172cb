package remit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever lacks the log's key changes nothing unseen. {@code -Dremit.mutations=100000} makes as many changes. */
final class MutationsTest {
    private static final int MUTATIONS = Integer.getInteger("remit.mutations", 2000);
    private static final long SEED = Long.getLong("remit.seed", System.nanoTime());

    @TempDir
    Path folder = Path.of("");

    /** An honest pack, and what its auditor holds: the keys and the latest head. */
    private record Honest(TestingPack pack, List<String> files, Trust trust) {}

    @Test
    void every_change_is_found_by_whoever_holds_the_key_and_the_latest_head() throws Exception {
        var random = new Random(SEED);
        var forger = new TestingForger(random);
        Map<Report.Outcome, Integer> outcomes = new EnumMap<>(Report.Outcome.class);
        Map<String, Integer> kinds = new TreeMap<>();
        Honest honest = honest(random, 0);
        int made = 0;
        while (made < MUTATIONS) {
            if (made % 50 == 0) honest = honest(random, made / 50);
            TestingForger.Forged forged = forger.forge(honest.pack());
            if (plain(forged.files()).equals(honest.files())) continue;
            made++;
            Path file = TestingPack.write(forged.files(), folder.resolve("forged.zip"));
            Report report = Verifier.verify(file, honest.trust());
            outcomes.merge(report.outcome(), 1, Integer::sum);
            kinds.merge(forged.how(), 1, Integer::sum);
            assertThat(report.findings().toString()).as(told(forged)).doesNotContain("this program failed");
            assertThat(report.outcome()).as(told(forged)).isNotEqualTo(Report.Outcome.VERIFIED);
        }
        System.out.println(
                "mutations: seed " + SEED + ", " + made + " made in " + kinds.size() + " kinds, " + outcomes);
        assertThat(outcomes).containsKeys(Report.Outcome.FINDING, Report.Outcome.SELF_CONSISTENT);
    }

    private static String told(TestingForger.Forged forged) {
        return "-Dremit.seed=" + SEED + ": " + forged.how();
    }

    private static List<String> plain(List<Map.Entry<String, byte[]>> files) {
        return files.stream()
                .map(each -> each.getKey() + "\n" + new String(each.getValue(), StandardCharsets.UTF_8))
                .toList();
    }

    private Honest honest(Random random, int round) throws Exception {
        // One in fifty is long enough for a head within; others begin shortly before one.
        int entries = round % 50 == 49 ? 1030 : random.nextInt(3, 40);
        int from = round % 3 == 1 ? random.nextInt(1000, 1024) : round % 3 == 2 ? random.nextInt(1, 70) : 0;
        var log = new TestingLog(random, from);
        var rows = new ArrayList<TestingPack.Row>();
        for (int i = 0; i < entries; i++) rows.add(log.add());
        if (round % 2 == 0) {
            log.erase(rows.stream().filter(each -> each.salt != null).limit(2).toList());
        }
        if (round % 4 > 1) {
            log.rotate();
            for (int i = random.nextInt(4); i >= 0; i--) log.add();
        }
        TestingPack pack = log.export();
        List<Map.Entry<String, byte[]>> files = pack.files();
        Path head =
                Files.writeString(folder.resolve("head"), pack.heads.getLast().note());
        Trust trust = Trust.read(List.of(log.firstKey().verifierKey()), List.of(head));
        Report report = Verifier.verify(TestingPack.write(files, folder.resolve("honest.zip")), trust);
        assertThat(report.exitStatus()).as("seed %d: %s", SEED, report.text()).isZero();
        return new Honest(pack, plain(files), trust);
    }
}

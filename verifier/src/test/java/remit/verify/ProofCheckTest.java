package remit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an outsider is told of one proof, honest or made by an enemy. */
final class ProofCheckTest {
    private static final String CASE = "case-1";

    @TempDir
    Path folder = Path.of("");

    private final TestingLog log = new TestingLog(new Random(11), 0);
    private TestingPack pack = log.export();

    @BeforeEach
    void grow() {
        for (int i = 0; i < 40; i++) log.add();
        pack = log.export();
    }

    private TestingPack.Head head(int size) {
        return pack.head(size, "recorded 2026-11-29T07:00:00Z", List.of(log.firstKey()));
    }

    private TestingPack.Head by(TestingSigner signer, int size) {
        return pack.head(size, "recorded 2026-11-29T07:00:00Z", List.of(signer));
    }

    private Trust key() throws UnusableException {
        return Trust.read(List.of(log.firstKey().verifierKey()), List.of());
    }

    private Trust against(TestingPack.Head... heads) throws Exception {
        var files = new ArrayList<Path>();
        for (TestingPack.Head each : heads) {
            files.add(Files.writeString(folder.resolve("head" + files.size()), each.note()));
        }
        return Trust.read(List.of(), files);
    }

    private static Trust nothing() {
        return new Trust(List.of(), List.of());
    }

    private Answer check(TestingProof proof, Trust trust) {
        return check(proof.json(), trust);
    }

    private Answer check(String json, Trust trust) {
        return Verifier.check(TestingProof.write(json, folder.resolve("proof.json")), trust);
    }

    private static void assertFinding(Answer answer, String... words) {
        assertThat(answer.outcome()).as("%s", answer.text()).isEqualTo(Report.Outcome.FINDING);
        assertThat(answer.exitStatus()).isEqualTo(1);
        assertThat(String.join("\n", answer.text())).contains(words);
    }

    @Test
    void the_events_of_a_case_are_proven_under_a_head_of_the_trusted_key() throws Exception {
        Answer answer = check(TestingProof.ofCase(pack, CASE, head(40)), key());
        assertThat(answer.exitStatus()).as("%s", answer.text()).isZero();
        assertThat(answer.text().getFirst())
                .startsWith("Verified: the first ")
                .contains("of the case case-1 are in the log", "head of 40 entries");
        assertThat(answer.json()).contains("\"outcome\": \"verified\"", "\"size\": 40");
    }

    @Test
    void a_head_that_was_kept_authenticates_itself_and_the_key_that_signed_it() throws Exception {
        TestingProof proof = TestingProof.ofCase(pack, CASE, head(40));
        assertThat(check(proof, against(head(40))).exitStatus()).isZero();
        assertThat(check(proof, against(head(7))).exitStatus()).isZero();
        proof.keys.clear();
        assertThat(check(proof, key()).text().toString()).contains("by no key of the proof");
    }

    @Test
    void nothing_inside_a_proof_authenticates_it() throws Exception {
        var forger = new TestingSigner(TestingLog.ORIGIN);
        TestingProof proof = TestingProof.ofCase(pack, CASE, by(forger, 40));
        proof.keys.add(forger.verifierKey());
        for (Trust trust : List.of(nothing(), key(), against(head(7)))) {
            Answer answer = check(proof, trust);
            assertThat(answer.exitStatus()).as("%s", answer.text()).isEqualTo(4);
            assertThat(answer.text().getFirst()).startsWith("Self-consistent, not authenticated");
        }
        assertThat(check(TestingProof.ofGrowth(pack, 7, head(7), by(forger, 40)), nothing())
                        .exitStatus())
                .as("signed by no key of the proof")
                .isEqualTo(1);
    }

    @Test
    void an_earlier_log_is_proven_the_beginning_of_a_later_one() throws Exception {
        for (int from : new int[] {1, 2, 7, 8, 32, 39, 40}) {
            TestingProof proof = TestingProof.ofGrowth(pack, from, head(from), head(40));
            assertThat(check(proof, key()).exitStatus()).as("from %d", from).isZero();
            assertThat(check(proof, against(head(from))).exitStatus())
                    .as("from %d", from)
                    .isZero();
            assertThat(check(proof, nothing()).exitStatus()).isEqualTo(4);
        }
        assertThat(check(TestingProof.ofGrowth(pack, 0, null, head(40)), key()).exitStatus())
                .isZero();
    }

    @Test
    void a_log_that_kept_no_head_of_that_size_needs_the_one_that_somebody_kept() throws Exception {
        TestingProof proof = TestingProof.ofGrowth(pack, 7, null, head(40));
        Answer alone = check(proof, key());
        assertThat(alone.exitStatus()).isEqualTo(4);
        assertThat(alone.text().toString()).contains("give the head of that size");
        assertThat(check(proof, against(head(7))).exitStatus()).isZero();
    }

    @Test
    void another_history_is_no_continuation_of_the_head_that_was_kept() throws Exception {
        var other = new TestingLog(new Random(99), 0);
        for (int i = 0; i < 7; i++) other.add();
        TestingPack.Head kept = other.export().head(7, "recorded 2026-11-29T07:00:00Z", List.of(log.firstKey()));
        assertFinding(check(TestingProof.ofGrowth(pack, 7, head(7), head(40)), against(kept)), "another root");
        assertFinding(
                check(TestingProof.ofGrowth(pack, 7, null, head(40)), against(kept)),
                "the proof does not lead to the root of the first 7 entries");
        assertFinding(
                check(TestingProof.ofCase(pack, CASE, head(7)), against(kept)),
                "another root than the head of 7 entries that you gave");
    }

    @Test
    void two_kept_heads_of_one_size_that_differ_are_found() throws Exception {
        var other = new TestingLog(new Random(99), 0);
        for (int i = 0; i < 7; i++) other.add();
        TestingPack.Head lie = other.export().head(7, "recorded 2026-11-29T07:00:00Z", List.of(log.firstKey()));
        assertFinding(check(TestingProof.ofGrowth(pack, 7, null, head(40)), against(head(7), lie)), "another root");
    }

    @Test
    void a_kept_head_that_could_not_be_compared_does_not_look_as_if_it_had_been() throws Exception {
        var stranger = new TestingSigner(TestingLog.ORIGIN);
        Path file = Files.writeString(folder.resolve("kept"), by(stranger, 9).note());
        Trust both = Trust.read(List.of(log.firstKey().verifierKey()), List.of(file));
        Answer answer = check(TestingProof.ofCase(pack, CASE, head(40)), both);
        assertThat(answer.exitStatus()).isEqualTo(4);
        assertThat(answer.text().toString()).contains("head of 9 entries", "says nothing about this proof");
    }

    @Test
    void what_is_of_another_log_is_found() throws Exception {
        var stranger = new TestingSigner("other.example/log");
        Trust strangers = Trust.read(List.of(stranger.verifierKey()), List.of());
        assertFinding(
                check(TestingProof.ofCase(pack, CASE, head(40)), strangers),
                "--key",
                "is of the log other.example/log");
        TestingPack theirs = pack.copy();
        theirs.origin = "other.example/log";
        TestingPack.Head head = theirs.head(40, "recorded 2026-11-29T07:00:00Z", List.of(stranger));
        assertFinding(check(TestingProof.ofCase(pack, CASE, head), key()), "is a key of another log");
        TestingProof clean = TestingProof.ofCase(pack, CASE, head);
        clean.keys = new ArrayList<>(List.of(stranger.verifierKey()));
        assertFinding(check(clean, key()), "--key", "the proof of other.example/log");
        assertFinding(check(TestingProof.ofCase(pack, CASE, head(40)), against(head)), "--against", "is of the log");
        assertFinding(
                check(TestingProof.ofGrowth(pack, 40, head, head(40)), key()),
                "earlier: is of the log other.example/log");
    }

    @Test
    void a_head_that_was_changed_is_found() throws Exception {
        TestingPack.Head changed =
                new TestingPack.Head(TestingLog.ORIGIN, 39, head(40).root(), head(40).time(), head(40).signatures());
        assertFinding(check(TestingProof.ofCase(pack, CASE, changed), key()), "head", "by no key of the proof");
        assertFinding(
                check(TestingProof.ofCase(pack, CASE, head(40)), against(changed)),
                "was changed: it names a key that did not sign it");
    }

    private Answer withItems(List<TestingProof.Item> items) throws UnusableException {
        return check(TestingProof.ofCase(pack, CASE, head(40), items), key());
    }

    private static List<TestingProof.Item> changed(List<TestingProof.Item> items, int at, TestingProof.Item to) {
        var changed = new ArrayList<>(items);
        changed.set(at, to);
        return changed;
    }

    @Test
    void a_changed_event_place_or_path_is_named() throws Exception {
        List<TestingProof.Item> items = TestingProof.items(pack, CASE, 40);
        TestingProof.Item one = items.get(1);
        String leaf = one.leaf().replace("auto_clear", "stop");
        assertThat(leaf).isNotEqualTo(one.leaf());
        assertFinding(
                withItems(changed(items, 1, new TestingProof.Item(one.position(), leaf, one.path()))),
                "entry 2 (position " + one.position() + ")",
                "does not lead to the root");
        int next = Integer.parseInt(one.position()) + 1;
        assertFinding(
                withItems(changed(items, 1, new TestingProof.Item(String.valueOf(next), one.leaf(), one.path()))),
                "entry 2 (position " + next + ")");
        assertFinding(
                withItems(changed(
                        items,
                        1,
                        new TestingProof.Item(
                                one.position(), one.leaf(), one.path().subList(1, 6)))),
                "the path is too short");
        var longer = new ArrayList<>(one.path());
        longer.add(new byte[32]);
        assertFinding(
                withItems(changed(items, 1, new TestingProof.Item(one.position(), one.leaf(), longer))),
                "the path is too long");
        assertFinding(
                withItems(changed(
                        items,
                        items.size() - 1,
                        new TestingProof.Item("40", items.getLast().leaf(), one.path()))),
                "position 40 is none of a tree of 40 entries");
    }

    @Test
    void an_event_that_is_left_out_moved_or_of_another_case_is_found() throws Exception {
        List<TestingProof.Item> items = TestingProof.items(pack, CASE, 40);
        var without = new ArrayList<>(items);
        without.remove(1);
        assertFinding(withItems(without), "is event 3 of its case, where 2 should be");
        var swapped = new ArrayList<>(items);
        java.util.Collections.swap(swapped, 0, 1);
        assertFinding(withItems(swapped), "does not come after the one before it");
        var twice = new ArrayList<>(items);
        twice.add(items.getLast());
        assertFinding(withItems(twice), "does not come after the one before it");
        TestingProof.Item theirs = TestingProof.items(pack, "case-2", 40).getFirst();
        assertFinding(withItems(changed(items, 0, theirs)), "is no event of the case case-1");
        assertFinding(withItems(List.of()), "there is none, so nothing is proven");
        assertThat(withItems(items.subList(0, 1)).text().getFirst())
                .contains("the event of the case case-1 is in the log");
    }

    private Answer growth(int from, int size, List<byte[]> hashes) throws UnusableException {
        return check(TestingProof.ofGrowth(pack, from, head(from), head(size), hashes), key());
    }

    @Test
    void a_proof_of_another_length_or_of_other_sizes_leads_nowhere() throws Exception {
        List<byte[]> honest = TestingTree.proof(7, pack.hashes(40));
        assertThat(growth(7, 40, honest).exitStatus()).isZero();
        assertFinding(growth(7, 40, honest.subList(0, honest.size() - 1)), "proof", "too short");
        assertFinding(growth(7, 40, List.of()), "too short");
        var longer = new ArrayList<>(honest);
        longer.add(new byte[32]);
        assertFinding(growth(7, 40, longer), "too long");
        assertFinding(growth(6, 40, honest), "proof");
        assertFinding(growth(7, 39, honest), "proof");
        assertFinding(growth(40, 7, List.of()), "a tree of 40 entries is no beginning of one of 7");
        assertFinding(growth(0, 40, honest), "too long");
        assertFinding(growth(40, 40, honest), "too long");
    }

    @Test
    void a_log_of_none_and_of_one_entry_is_proven_too() throws Exception {
        assertThat(growth(0, 0, List.of()).exitStatus()).isZero();
        assertThat(growth(0, 1, List.of()).exitStatus()).isZero();
        assertThat(growth(1, 1, List.of()).exitStatus()).isZero();
        var small = new TestingLog(new Random(1), 0);
        small.add("Decided", "\"case-1\"", 1, "{}", false);
        TestingPack single = small.export();
        Trust theirs = Trust.read(List.of(small.firstKey().verifierKey()), List.of());
        assertThat(check(TestingProof.ofCase(single, CASE, single.heads.getLast()), theirs)
                        .exitStatus())
                .isZero();
        var item = new TestingProof.Item("0", single.rows.getFirst().leafText(), List.of());
        TestingPack.Head none = single.head(0, "recorded 2026-11-29T07:00:00Z", List.of(small.firstKey()));
        assertFinding(
                check(TestingProof.ofCase(single, CASE, none, List.of(item)), theirs),
                "position 0 is none of a tree of 0 entries");
    }

    @Test
    void json_that_two_readers_could_understand_differently_is_refused() throws Exception {
        String honest = TestingProof.ofGrowth(pack, 7, head(7), head(40)).json();
        assertThat(check(honest, key()).exitStatus()).isZero();
        assertFinding(check(honest.replace("\"from\":7", "\"from\":7,\"from\":7"), key()), "\"from\" stands twice");
        assertFinding(check(honest.replace("\"from\":7", "\"from\":-7"), key()), "no whole number");
        assertFinding(check(honest.replace("\"from\":7", "\"from\":7.0"), key()), "no whole number");
        assertFinding(check(honest.replace("\"from\":7", "\"from\":9007199254740992"), key()), "no whole number");
        assertFinding(check(honest.replace("\"from\":7", "\"from\":8"), key()), "is a head of 7 entries, not of 8");
        assertFinding(check(honest.replace("\"from\":7", "\"from\":7,\"note\":1"), key()), "has the keys");
        assertFinding(check(honest.replace("proof/1", "proof/2"), key()), "this program knows");
        assertFinding(check(honest.replace("\\n40\\n", "\\n-40\\n"), key()), "is no size of a tree");
        assertFinding(check(honest + "{}", key()), "text behind the value");
        assertFinding(check("{", key()), "ends too early");
        assertFinding(check("{}", key()), "has no key \"format\"");
    }

    @Test
    void hashes_and_keys_have_one_form() throws Exception {
        TestingProof proof = TestingProof.ofGrowth(pack, 7, head(7), head(40), List.of(new byte[31]));
        assertFinding(check(proof, key()), "holds a hash of 31 bytes");
        proof = TestingProof.ofGrowth(pack, 7, head(7), head(40), List.of(new byte[64]));
        assertFinding(check(proof, key()), "holds a hash of 64 bytes");
        proof = TestingProof.ofGrowth(pack, 7, head(7), head(40));
        proof.keys.add(log.firstKey().verifierKey());
        assertFinding(check(proof, key()), "a key of \"keys\" stands twice");
        proof.keys = new ArrayList<>(List.of("x"));
        assertFinding(check(proof, key()), "is no verifier key");
        var many = new ArrayList<byte[]>();
        for (int i = 0; i < 65; i++) many.add(new byte[32]);
        assertFinding(check(TestingProof.ofGrowth(pack, 7, head(7), head(40), many), key()), "too long for any tree");
    }

    @Test
    void what_would_cost_a_reader_its_memory_is_refused() throws Exception {
        assertFinding(check("{\"format\":" + "[".repeat(1_000_000), key()), "64 deep");
        assertFinding(check("{\"format\":[" + "0,".repeat(1_000_001) + "0]}", key()), "1000000 values");
        TestingProof.Item deep =
                new TestingProof.Item("0", "{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}", List.of());
        assertFinding(withItems(List.of(deep)), "entry 1", "64 deep");
        Path huge = folder.resolve("huge.json");
        try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.write('{');
            file.setLength(5L << 30);
        }
        assertFinding(Verifier.check(huge, key()), "huge.json", "is longer than");
        assertFinding(check("{\"format\":\"\\u001b[2J\"}", key()), "\\u001b[2J");
    }

    @Test
    void both_of_two_keys_of_a_rotation_may_sign() throws Exception {
        TestingSigner old = log.firstKey();
        log.rotate();
        TestingPack rotated = log.export();
        TestingPack.Head both = rotated.head(41, "recorded 2026-11-29T07:00:00Z", List.of(old, log.lastKey()));
        TestingProof proof = TestingProof.ofCase(rotated, CASE, both);
        for (TestingSigner each : List.of(old, log.lastKey())) {
            Trust one = Trust.read(List.of(each.verifierKey()), List.of());
            assertThat(check(proof, one).exitStatus()).isZero();
        }
        TestingPack.Head fresh = rotated.head(41, "recorded 2026-11-29T07:00:00Z", List.of(log.lastKey()));
        assertThat(check(TestingProof.ofCase(rotated, CASE, fresh), key()).exitStatus())
                .as("the old key says nothing of a head that the new one signed alone")
                .isEqualTo(4);
    }

    @Test
    void no_character_can_be_changed_or_left_out() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (String honest : List.of(
                TestingProof.ofCase(pack, CASE, head(40)).json(),
                TestingProof.ofGrowth(pack, 7, head(7), head(40)).json())) {
            assertThat(check(honest, key()).exitStatus()).isZero();
            for (int round = 0; round < 300; round++) {
                int at = random.nextInt(honest.length());
                char other = (char) random.nextInt(33, 127);
                if (other == honest.charAt(at)) continue;
                String start = honest.substring(0, at);
                String rest = honest.substring(at + 1);
                assertThat(check(start + other + rest, key()).exitStatus())
                        .as("seed %d: '%s' at %d", seed, other, at)
                        .isNotZero();
                assertThat(check(start + rest, key()).exitStatus())
                        .as("seed %d: without %d", seed, at)
                        .isNotZero();
            }
        }
    }
}

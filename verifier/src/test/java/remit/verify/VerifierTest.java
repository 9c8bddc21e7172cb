package remit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.verify.text.Json;
import remit.verify.text.MalformedException;

final class VerifierTest {
    private static final String ORIGIN = TestingLog.ORIGIN;

    @TempDir
    Path folder = Path.of("");

    private final Random random = new Random(20261129);
    private final TestingLog log = new TestingLog(random, 0);

    private void grow(int entries) {
        for (int i = 0; i < entries; i++) log.add();
    }

    private Report verify(TestingPack pack, Trust trust) {
        return Verifier.verify(pack.write(folder.resolve("pack.zip")), trust);
    }

    private Trust key(TestingSigner... signers) {
        return trust(List.of(signers), List.of());
    }

    private Trust against(TestingPack.Head... heads) {
        return trust(List.of(), List.of(heads));
    }

    private Trust trust(List<TestingSigner> signers, List<TestingPack.Head> heads) {
        try {
            var files = new java.util.ArrayList<Path>();
            for (TestingPack.Head each : heads) {
                files.add(Files.writeString(folder.resolve("head" + files.size()), each.note()));
            }
            return Trust.read(signers.stream().map(TestingSigner::verifierKey).toList(), files);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertFinding(Report report, String place, String what) {
        assertThat(report.outcome()).as("%s", report.text()).isEqualTo(Report.Outcome.FINDING);
        assertThat(report.findings())
                .anySatisfy(each -> assertThat(each.toString()).contains(place).contains(what));
    }

    @Test
    void an_honest_pack_is_verified_by_the_key_or_by_its_last_head() {
        grow(1500);
        TestingPack pack = log.export();
        Report report = verify(pack, key(log.firstKey()));
        assertThat(report.outcome()).as("%s", report.text()).isEqualTo(Report.Outcome.VERIFIED);
        assertThat(report.text().getFirst())
                .isEqualTo("Verified: every entry from position 0 up to 1499, as of the head of 1500 entries recorded"
                        + " 2026-11-29T07:00:00Z; nothing was changed, reordered or left out.");
        assertThat(verify(pack, against(pack.heads.getLast())).exitStatus()).isZero();
        assertThat(pack.heads).hasSize(2);
    }

    @Test
    void a_pack_without_entries_is_verified() {
        TestingPack pack = log.export();
        assertThat(verify(pack, key(log.firstKey())).exitStatus()).isZero();
        assertThat(verify(pack, key()).exitStatus()).isEqualTo(4);
    }

    @Test
    void the_key_inside_the_pack_authenticates_nothing() {
        grow(5);
        Report report = verify(log.export(), key());
        assertThat(report.exitStatus()).isEqualTo(4);
        assertThat(report.text().getFirst())
                .startsWith("Self-consistent, not authenticated")
                .contains("--key");
    }

    @Test
    void another_key_of_the_same_name_authenticates_nothing() {
        grow(5);
        assertThat(verify(log.export(), key(new TestingSigner(ORIGIN))).exitStatus())
                .isEqualTo(4);
    }

    @Test
    void a_key_or_head_of_another_log_is_a_finding() {
        grow(5);
        TestingPack pack = log.export();
        assertFinding(verify(pack, key(new TestingSigner("other.example"))), "--key", "other.example");
        var head = new TestingPack.Head(
                        "other.example", 5, pack.heads.getFirst().root(), "recorded 2026-11-29T07:00:00Z", List.of())
                .signedBy(List.of(new TestingSigner("other.example")));
        assertFinding(verify(pack, against(head)), "--against", "other.example");
    }

    @Test
    void truncation_is_found_by_a_later_head() {
        grow(30);
        TestingPack.Head later = log.head(30, List.of(log.firstKey()));
        TestingPack pack = log.export();
        pack.rows.subList(20, 30).clear();
        pack.listLeaves();
        pack.heads = List.of(log.head(20, List.of(log.firstKey())));
        assertThat(verify(pack, key(log.firstKey())).exitStatus()).isZero();
        assertFinding(verify(pack, against(later)), "--against", "the pack was cut");
    }

    @Test
    void an_earlier_head_reaches_on_through_the_key_that_signed_it() {
        grow(30);
        TestingPack.Head earlier = log.head(10, List.of(log.firstKey()));
        TestingPack pack = log.export();
        assertThat(verify(pack, against(earlier)).exitStatus()).isZero();
        var stranger = log.head(10, List.of(new TestingSigner(ORIGIN)));
        Report report = verify(pack, against(stranger));
        assertThat(report.exitStatus()).isEqualTo(4);
        assertThat(report.cover().below()).hasValue(10);
        assertThat(report.cover().open()).containsExactly("nothing that you trust covers positions 10 to 29");
    }

    @Test
    void an_earlier_head_of_another_history_is_a_finding() {
        grow(30);
        TestingPack pack = log.export();
        var other = new TestingLog(random, 0);
        for (int i = 0; i < 10; i++) other.add();
        assertFinding(verify(pack, against(other.head(10, List.of(log.firstKey())))), "--against", "another root");
    }

    @Test
    void a_given_head_whose_own_signature_is_false_is_a_finding() {
        grow(30);
        TestingPack pack = log.export();
        TestingPack.Head last = pack.heads.getLast();
        var later = new TestingPack.Head(
                ORIGIN, last.size(), last.root(), "recorded 2026-11-29T07:00:01Z", last.signatures());
        assertFinding(verify(pack, against(later)), "--against", "was changed");
    }

    @Test
    void a_leaf_that_was_changed_alone_is_named() {
        grow(1500);
        TestingPack pack = log.export();
        pack.rows.get(1200).leaf.put("actor", "\"person:x\"");
        Report report = verify(pack, key(log.firstKey()));
        assertThat(report.found()).isEqualTo(1);
        assertFinding(report, "entries/00000001.jsonl line 177 (position 1200)", "the leaf was changed");
    }

    @Test
    void a_leaf_and_the_list_changed_name_the_range_between_heads() {
        grow(3000);
        TestingPack pack = log.export();
        pack.rows.get(1200).leaf.put("actor", "\"person:x\"");
        pack.listLeaves();
        Report report = verify(pack, key(log.firstKey()));
        assertThat(report.found()).isEqualTo(1);
        assertFinding(report, "heads.txt head 2 (of 2048 entries)", "positions 1024 to 2047");
    }

    @Test
    void heads_of_a_stranger_do_not_lead_away_from_the_place() {
        grow(3000);
        TestingPack pack = log.export();
        var stranger = new TestingSigner(ORIGIN);
        pack.keys.add(stranger.verifierKey());
        pack.rows.get(100).leaf.put("actor", "\"person:x\"");
        pack.listLeaves();
        pack.heads.set(0, pack.head(1024, "recorded 2026-11-29T07:00:00Z", List.of(stranger)));
        assertFinding(verify(pack, key(log.firstKey())), "of 2048 entries", "positions 0 to 2047");
    }

    @Test
    void a_payload_that_was_changed_is_named() {
        grow(5);
        TestingPack pack = log.export();
        TestingPack.Row row =
                pack.rows.stream().filter(each -> each.salt != null).findFirst().orElseThrow();
        row.content = "{\"amount\":\"9999.00\"}";
        assertFinding(verify(pack, key(log.firstKey())), "(position " + row.position + ")", "the payload was changed");
    }

    @Test
    void a_payload_is_missing_only_where_an_erasure_says_so() {
        TestingPack.Row first = log.add("Decided", "\"a\"", 1, "{}", true);
        TestingPack.Row second = log.add("Decided", "\"a\"", 2, "{}", true);
        log.erase(List.of(first));
        TestingPack pack = log.export();
        Report report = verify(pack, key(log.firstKey()));
        assertThat(report.exitStatus()).as("%s", report.text()).isZero();
        assertThat(report.contents()).isNotNull();
        assertThat(report.text()).anySatisfy(line -> assertThat(line).contains("1 payloads, 1 erased"));
        pack.rows.get(1).salt = null;
        assertFinding(verify(pack, key(log.firstKey())), "(position 1)", "its payload is missing");
        assertThat(second.position).isEqualTo(1);
    }

    @Test
    void a_payload_that_was_erased_and_is_there_is_a_finding() {
        TestingPack.Row row = log.add("Decided", "\"a\"", 1, "{}", true);
        TestingPack.Row kept = row.copy();
        log.erase(List.of(row));
        TestingPack pack = log.export();
        pack.rows.getFirst().salt = kept.salt;
        assertFinding(verify(pack, key(log.firstKey())), "(position 0)", "says that it was erased");
    }

    @Test
    void keys_that_follow_each_other_are_followed() {
        TestingSigner first = log.firstKey();
        grow(5);
        log.rotate();
        grow(5);
        TestingPack pack = log.export();
        assertThat(verify(pack, key(first)).exitStatus()).isZero();
        assertThat(verify(pack, key(log.lastKey())).exitStatus()).isZero();
        assertThat(verify(pack, against(pack.heads.getFirst())).exitStatus()).isZero();
        // Nothing that the first key signed covers the entry that names the second.
        TestingPack.Head head = pack.heads.getFirst();
        pack.heads.set(0, log.head(head.size(), List.of(log.lastKey())));
        assertThat(verify(pack, key(first)).exitStatus()).isEqualTo(4);
        assertThat(verify(pack, key(log.lastKey())).exitStatus()).isZero();
    }

    @Test
    void a_key_put_beside_the_logs_own_is_not_taken_for_one() {
        grow(5);
        TestingPack pack = log.export();
        var stranger = new TestingSigner(ORIGIN);
        pack.keys.add(stranger.verifierKey());
        Trust trust = trust(List.of(log.firstKey()), List.of(pack.heads.getLast()));
        assertThat(verify(pack, trust).exitStatus()).isEqualTo(4);
        pack.heads = List.of(pack.head(5, "recorded 2030-01-01T00:00:00Z", List.of(stranger)));
        assertThat(verify(pack, trust).exitStatus()).isEqualTo(4);
        pack.keys = List.of(stranger.verifierKey());
        assertThat(verify(pack, trust).exitStatus()).isEqualTo(4);
    }

    @Test
    void a_later_part_of_the_log_is_verified_by_what_lies_before_it() {
        var later = new TestingLog(random, 1000);
        for (int i = 0; i < 60; i++) later.add();
        TestingPack pack = later.export();
        assertThat(pack.heads).hasSize(2);
        assertThat(verify(pack, key(later.firstKey())).exitStatus()).isZero();
        assertThat(verify(pack, against(later.head(500, List.of(later.firstKey()))))
                        .exitStatus())
                .isZero();
        pack.before.set(0, "00".repeat(32));
        assertFinding(verify(pack, key(later.firstKey())), "heads.txt head 1", "positions 1000 to 1023");
    }

    @Test
    void a_head_every_1024_entries_must_be_there() {
        grow(1500);
        TestingPack pack = log.export();
        pack.heads.removeFirst();
        assertFinding(verify(pack, key(log.firstKey())), "heads.txt", "there is no head of 1024 entries");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void a_key_under_which_everybody_can_sign_is_no_key(String point) {
        byte[] typed = HexFormat.of().parseHex("01" + point);
        assertThatThrownBy(() -> VerifierKey.parse(TestingSigner.verifierKey(ORIGIN, typed)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void a_key_whose_id_or_form_is_wrong_is_no_key() throws MalformedException {
        String key = log.firstKey().verifierKey();
        assertThat(VerifierKey.parse(key).toString()).isEqualTo(key);
        String other = new TestingSigner(ORIGIN).verifierKey();
        String mixed = key.substring(0, ORIGIN.length() + 10) + other.substring(ORIGIN.length() + 10);
        for (String wrong : Arrays.asList(
                "", "+", key + "=", key.substring(1), " " + key, key.toUpperCase(java.util.Locale.ROOT), mixed)) {
            assertThatThrownBy(() -> VerifierKey.parse(wrong)).as(wrong).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void what_a_pack_says_cannot_steer_a_terminal() {
        grow(2);
        TestingPack pack = log.export();
        var files = new java.util.ArrayList<>(pack.files());
        String json = new String(files.getFirst().getValue(), StandardCharsets.UTF_8);
        files.set(0, TestingPack.file("pack.json", json.replace("remit-evidence", "\\u001b[31mremit\\u202e")));
        Path path = TestingPack.write(files, folder.resolve("pack.zip"));
        Report report = Verifier.verify(path, key(log.firstKey()));
        String text = String.join("\n", report.text()) + report.json();
        assertThat(text).doesNotContain("\u001b").doesNotContain("\u202e").contains("\\u001b[31mremit");
    }

    @Test
    void only_a_hundred_findings_are_told_and_the_others_counted() {
        grow(300);
        TestingPack pack = log.export();
        for (TestingPack.Row row : pack.rows) row.leaf.put("v", "2");
        Report report = verify(pack, key(log.firstKey()));
        assertThat(report.found()).isEqualTo(300);
        assertThat(report.findings()).hasSize(100);
        assertThat(report.text()).contains("  and 200 more");
    }

    @Test
    void the_json_of_a_report_is_json() throws MalformedException {
        grow(3);
        Json.Object json = Json.object(verify(log.export(), key(log.firstKey())).json());
        assertThat(json.text("outcome")).isEqualTo("verified");
        assertThat(json.whole("authenticated_below")).isEqualTo(3);
        assertThat(json.text("root").getBytes(StandardCharsets.UTF_8)).hasSize(64);
    }
}

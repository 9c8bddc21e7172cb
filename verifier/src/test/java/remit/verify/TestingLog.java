package remit.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** An honest log: it makes entries, erases payloads, changes keys, and exports packs. */
final class TestingLog {
    static final String ORIGIN = "remit.example/log";

    private final RandomGenerator random;
    private final TestingPack pack = new TestingPack(ORIGIN);
    private final List<TestingSigner> keys = new ArrayList<>(List.of(new TestingSigner(ORIGIN)));
    private final Map<String, Integer> cases = new HashMap<>();
    private final List<TestingPack.Head> extraHeads = new ArrayList<>();

    /** @param from how many entries lie before the pack */
    TestingLog(RandomGenerator random, int from) {
        this.random = random;
        pack.from = from;
        for (int i = 0; i < from; i++) pack.earlier.add(bytes(32));
        for (byte[] hash : TestingTree.subtrees(pack.earlier)) pack.before.add(TestingPack.hex(hash));
    }

    TestingSigner firstKey() {
        return keys.getFirst();
    }

    TestingSigner lastKey() {
        return keys.getLast();
    }

    TestingPack.Row add() {
        String id = "case-" + random.nextInt(4);
        boolean ofCase = random.nextInt(5) > 0;
        int seq = ofCase ? cases.merge(id, 1, Integer::sum) : 0;
        return add(
                "Decided",
                ofCase ? TestingPack.quoted(id) : "null",
                seq,
                "{\"verdict\":\"auto_clear\"}",
                random.nextInt(3) > 0);
    }

    TestingPack.Row add(String type, String caseId, int seq, String body, boolean withPayload) {
        byte[] salt = withPayload ? bytes(32) : null;
        String content = withPayload ? "{\"amount\":\"" + random.nextInt(1000) + ".00\"}" : "";
        Map<String, String> leaf = new LinkedHashMap<>();
        leaf.put("actor", "\"rule:" + random.nextInt(9) + "\"");
        leaf.put("at", "\"2026-11-29T07:00:0" + random.nextInt(10) + "Z\"");
        leaf.put("body", body);
        leaf.put("case", caseId);
        leaf.put("id", TestingPack.quoted(TestingPack.hex(bytes(16))));
        leaf.put("organisation", "\"fernhill\"");
        leaf.put("payload_digest", salt == null ? "null" : TestingPack.quoted(digest(salt, content)));
        leaf.put("process", "\"claims\"");
        leaf.put("seq_in_case", String.valueOf(seq));
        leaf.put("type", TestingPack.quoted(type));
        leaf.put("v", "1");
        var row = new TestingPack.Row(pack.from + pack.rows.size(), leaf, salt, content);
        pack.rows.add(row);
        return row;
    }

    /** Payloads of these rows go, and an entry says so. */
    void erase(List<TestingPack.Row> rows) {
        List<String> ids =
                rows.stream().map(row -> String.valueOf(row.leaf.get("id"))).toList();
        for (TestingPack.Row row : rows) row.salt = null;
        add("PayloadsErased", "null", 0, "{\"events\":[" + String.join(",", ids) + "]}", false);
    }

    /** A new key takes over; the head that covers the change is signed by both. */
    void rotate() {
        var next = new TestingSigner(ORIGIN);
        String body = "{\"from\":" + TestingPack.quoted(lastKey().verifierKey()) + ",\"to\":"
                + TestingPack.quoted(next.verifierKey()) + "}";
        add("EvidenceKeyRotated", "null", 0, body, false);
        extraHeads.add(head(size(), List.of(lastKey(), next)));
        keys.add(next);
    }

    long size() {
        return pack.from + pack.rows.size();
    }

    TestingPack.Head head(long size, List<TestingSigner> signers) {
        return pack.head(size, "recorded 2026-11-29T07:00:00Z", signers);
    }

    TestingPack export() {
        pack.listLeaves();
        pack.keys =
                new ArrayList<>(keys.stream().map(TestingSigner::verifierKey).toList());
        var heads = new java.util.TreeMap<Long, TestingPack.Head>();
        for (TestingPack.Head each : extraHeads) heads.put(each.size(), each);
        long rotated =
                extraHeads.isEmpty() ? Long.MAX_VALUE : extraHeads.getFirst().size();
        for (long at = (pack.from / 1024 + 1) * 1024; at < size(); at += 1024) {
            heads.putIfAbsent(at, head(at, List.of(at < rotated ? firstKey() : lastKey())));
        }
        heads.putIfAbsent(size(), head(size(), List.of(lastKey())));
        pack.heads = new ArrayList<>(heads.values());
        return pack.copy();
    }

    byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    static String digest(byte[] salt, String content) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            return TestingPack.hex(sha.digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

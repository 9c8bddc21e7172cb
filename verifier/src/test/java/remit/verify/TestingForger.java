package remit.verify;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Changes packs in ways that mean something. Afterwards the forger makes the rest agree with the change as far as one
 * can without the log's key: digests, the list of leaves, the tree, heads signed anew by a key of their own.
 */
final class TestingForger {
    private final RandomGenerator random;
    private final TestingSigner own = new TestingSigner(TestingLog.ORIGIN);
    private final List<Consumer<TestingPack>> changesOfEntries = List.of(
            this::leaf,
            this::leaf,
            this::salt,
            this::content,
            this::payloadGone,
            this::payloadMore,
            this::drop,
            this::twice,
            this::swap,
            this::insert,
            this::cut,
            this::swapPayloads);
    private final List<Consumer<TestingPack>> changesOfTheRest = List.of(
            this::header, this::before, this::keys, this::leaves, this::headText, this::headSignature, this::headOrder);

    TestingForger(RandomGenerator random) {
        this.random = random;
    }

    /** The files of a changed copy, and what was done, for people. */
    record Forged(List<Map.Entry<String, byte[]>> files, String how) {}

    Forged forge(TestingPack honest) {
        TestingPack pack = honest.copy();
        int kind = random.nextInt(10);
        String how;
        if (kind == 9) {
            List<Map.Entry<String, byte[]>> files = pack.files();
            return new Forged(files, archive(files, pack));
        }
        if (kind < 6 && !pack.rows.isEmpty()) {
            int change = random.nextInt(changesOfEntries.size());
            changesOfEntries.get(change).accept(pack);
            how = "entries " + change + ", " + agree(pack);
        } else {
            int change = random.nextInt(changesOfTheRest.size());
            changesOfTheRest.get(change).accept(pack);
            how = "rest " + change + (random.nextInt(3) == 0 ? ", " + sign(pack) : "");
        }
        return new Forged(pack.files(), how);
    }

    /** How far everything else is made to agree. */
    private String agree(TestingPack pack) {
        int level = random.nextInt(5);
        if (level > 0) {
            for (int i = 0; i < pack.rows.size(); i++) {
                TestingPack.Row row = pack.rows.get(i);
                row.position = pack.from + i;
                byte[] salt = row.salt;
                if (salt != null) {
                    row.leaf.put("payload_digest", TestingPack.quoted(TestingLog.digest(salt, row.content)));
                }
            }
        }
        if (level > 1) pack.listLeaves();
        if (level > 2) roots(pack);
        return "level " + level + (level > 3 ? ", " + sign(pack) : "");
    }

    private static void roots(TestingPack pack) {
        long size = pack.from + pack.rows.size();
        var heads = new ArrayList<TestingPack.Head>();
        for (TestingPack.Head each : pack.heads) {
            boolean last = each.equals(pack.heads.getLast());
            long at = last ? size : each.size();
            if (!last && at >= size) continue;
            String root = Base64.getEncoder().encodeToString(TestingTree.root(pack.hashes(at)));
            heads.add(new TestingPack.Head(each.origin(), at, root, each.time(), each.signatures()));
        }
        pack.heads = heads;
    }

    /** All heads, or one, signed by the forger's own key, which may stand in the pack or not. */
    private String sign(TestingPack pack) {
        boolean all = random.nextBoolean();
        int one = pack.heads.isEmpty() ? 0 : random.nextInt(pack.heads.size());
        for (int i = 0; i < pack.heads.size(); i++) {
            if (!all && i != one) continue;
            TestingPack.Head head = pack.heads.get(i).signedBy(List.of(own));
            if (random.nextInt(4) == 0) {
                var both = new ArrayList<>(pack.heads.get(i).signatures());
                both.addAll(head.signatures());
                head = new TestingPack.Head(head.origin(), head.size(), head.root(), head.time(), both);
            }
            pack.heads.set(i, head);
        }
        int where = random.nextInt(4);
        switch (where) {
            case 0 -> pack.keys = new ArrayList<>(List.of(own.verifierKey()));
            case 1 -> pack.keys.add(own.verifierKey());
            case 2 -> pack.keys.addFirst(own.verifierKey());
            default -> {}
        }
        return "signed " + (all ? "all" : one) + ", key " + where;
    }

    private TestingPack.Row any(TestingPack pack) {
        return pack.rows.get(random.nextInt(pack.rows.size()));
    }

    private void leaf(TestingPack pack) {
        TestingPack.Row row = any(pack);
        List<String> keys = List.copyOf(row.leaf.keySet());
        String key = keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(4)) {
            case 0 -> row.leaf.remove(key);
            case 1 -> row.leaf.put("more", "null");
            case 2 -> row.leaf.put(key, String.valueOf(row.leaf.get(key)).replaceFirst("[0-9a-z]", "7"));
            default -> row.leaf.put(key, String.valueOf(any(pack).leaf.get(key)));
        }
    }

    private void salt(TestingPack pack) {
        TestingPack.Row row = any(pack);
        byte[] salt = row.salt;
        if (salt == null) return;
        byte[] other = salt.clone();
        other[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
        row.salt = random.nextInt(8) == 0 ? java.util.Arrays.copyOf(salt, 31) : other;
    }

    private void content(TestingPack pack) {
        TestingPack.Row row = any(pack);
        row.content = row.content.replace("amount", random.nextBoolean() ? "Amount" : "amount\":\"1\",\"b");
    }

    private void payloadGone(TestingPack pack) {
        TestingPack.Row row = any(pack);
        row.salt = null;
        if (random.nextInt(3) == 0) row.leaf.put("payload_digest", "null");
    }

    private void payloadMore(TestingPack pack) {
        TestingPack.Row row = any(pack);
        if (row.salt == null) {
            row.salt = new byte[32];
            row.content = "{}";
        }
    }

    private void swapPayloads(TestingPack pack) {
        TestingPack.Row one = any(pack);
        TestingPack.Row other = any(pack);
        byte[] salt = one.salt;
        String content = one.content;
        one.salt = other.salt;
        one.content = other.content;
        other.salt = salt;
        other.content = content;
    }

    private void drop(TestingPack pack) {
        pack.rows.remove(random.nextInt(pack.rows.size()));
    }

    private void cut(TestingPack pack) {
        int left = random.nextInt(pack.rows.size());
        pack.rows.subList(left, pack.rows.size()).clear();
    }

    private void twice(TestingPack pack) {
        pack.rows.add(random.nextInt(pack.rows.size() + 1), any(pack).copy());
    }

    private void insert(TestingPack pack) {
        TestingPack.Row row = any(pack).copy();
        row.leaf.put("id", "\"forged-" + random.nextInt() + "\"");
        row.leaf.put("case", "null");
        row.leaf.put("seq_in_case", "0");
        pack.rows.add(random.nextInt(pack.rows.size() + 1), row);
    }

    private void swap(TestingPack pack) {
        int one = random.nextInt(pack.rows.size());
        TestingPack.Row row = pack.rows.remove(one);
        pack.rows.add(random.nextInt(pack.rows.size() + 1), row);
    }

    private void header(TestingPack pack) {
        switch (random.nextInt(4)) {
            case 0 -> pack.format = "remit-evidence-pack/2";
            case 1 -> pack.origin = "remit.example/other";
            case 2 -> pack.from += random.nextInt(1, 5);
            default -> pack.entries += random.nextBoolean() ? 1 : -1;
        }
    }

    private void before(TestingPack pack) {
        String hash =
                TestingPack.hex(own.verifierKey().substring(0, 32).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        if (pack.before.isEmpty()) pack.before.add(hash);
        else if (random.nextBoolean()) pack.before.set(random.nextInt(pack.before.size()), hash);
        else pack.before.remove(random.nextInt(pack.before.size()));
    }

    private void keys(TestingPack pack) {
        switch (random.nextInt(4)) {
            case 0 -> pack.keys.remove(random.nextInt(pack.keys.size()));
            case 1 -> pack.keys.add(random.nextInt(pack.keys.size() + 1), own.verifierKey());
            case 2 -> pack.keys.set(random.nextInt(pack.keys.size()), own.verifierKey());
            default -> pack.keys.add(pack.keys.removeFirst());
        }
    }

    private void leaves(TestingPack pack) {
        if (pack.leaves.isEmpty()) return;
        int at = random.nextInt(pack.leaves.size());
        switch (random.nextInt(3)) {
            case 0 -> pack.leaves.remove(at);
            case 1 -> pack.leaves.add(pack.leaves.remove(at));
            default -> pack.leaves.set(at, TestingPack.hex(own.id()).repeat(8));
        }
    }

    private void headText(TestingPack pack) {
        int at = random.nextInt(pack.heads.size());
        TestingPack.Head head = pack.heads.get(at);
        String root = Base64.getEncoder().encodeToString(new byte[32]);
        pack.heads.set(
                at,
                switch (random.nextInt(4)) {
                    case 0 ->
                        new TestingPack.Head(
                                "remit.example/x", head.size(), head.root(), head.time(), head.signatures());
                    case 1 ->
                        new TestingPack.Head(
                                head.origin(), head.size() - 1, head.root(), head.time(), head.signatures());
                    case 2 -> new TestingPack.Head(head.origin(), head.size(), root, head.time(), head.signatures());
                    default ->
                        new TestingPack.Head(
                                head.origin(),
                                head.size(),
                                head.root(),
                                "recorded 2027-01-01T00:00:00Z",
                                head.signatures());
                });
    }

    private void headSignature(TestingPack pack) {
        int at = random.nextInt(pack.heads.size());
        TestingPack.Head head = pack.heads.get(at);
        List<String> own = head.signedBy(List.of(this.own)).signatures();
        var both = new ArrayList<>(head.signatures());
        both.addAll(own);
        List<String> signatures = random.nextBoolean() ? own : random.nextBoolean() ? both : List.of();
        pack.heads.set(at, new TestingPack.Head(head.origin(), head.size(), head.root(), head.time(), signatures));
    }

    private void headOrder(TestingPack pack) {
        switch (random.nextInt(3)) {
            case 0 -> pack.heads.removeLast();
            case 1 -> pack.heads.add(pack.heads.getFirst());
            default -> pack.heads.add(pack.heads.removeFirst());
        }
    }

    private String archive(List<Map.Entry<String, byte[]>> files, TestingPack pack) {
        int at = random.nextInt(files.size());
        int change = random.nextInt(4);
        switch (change) {
            case 0 -> files.remove(at);
            case 1 -> files.add(at, files.remove(files.size() - 1));
            case 2 -> files.add(at, TestingPack.file("more" + pack.entries, "x\n"));
            default -> {
                byte[] bytes = files.get(at).getValue();
                byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
                longer[bytes.length] = '\n';
                files.set(at, Map.entry(files.get(at).getKey(), longer));
            }
        }
        return "archive " + change + " of " + at;
    }
}

package remit.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A proof as docs/reference/evidence-pack.md describes it, with every field open to be changed. */
final class TestingProof {
    String format;
    /** What comes between the format and the head: JSON of the fields that only one kind of proof has. */
    String subject;

    List<String> keys = new ArrayList<>();
    String head;
    String last;

    private TestingProof(String format, String subject, String head, String last) {
        this.format = format;
        this.subject = subject;
        this.head = head;
        this.last = last;
    }

    /** One event in a proof of a case. */
    record Item(String position, String leaf, List<byte[]> path) {
        String json() {
            return "{\"position\":" + position + ",\"leaf\":" + TestingPack.quoted(leaf) + ",\"path\":" + list(path)
                    + "}";
        }
    }

    /** The events of a case, of a pack that begins at 0, under its head of this size. */
    static List<Item> items(TestingPack pack, String caseId, int size) {
        List<byte[]> hashes = pack.hashes(size);
        var items = new ArrayList<Item>();
        for (TestingPack.Row row : pack.rows.subList(0, size)) {
            if (!TestingPack.quoted(caseId).equals(row.leaf.get("case"))) continue;
            int at = (int) row.position;
            items.add(new Item(String.valueOf(at), row.leafText(), TestingTree.path(at, hashes)));
        }
        return items;
    }

    static TestingProof ofCase(TestingPack pack, String caseId, TestingPack.Head head) {
        return ofCase(pack, caseId, head, items(pack, caseId, (int) head.size()));
    }

    static TestingProof ofCase(TestingPack pack, String caseId, TestingPack.Head head, List<Item> items) {
        String entries = items.stream().map(Item::json).collect(Collectors.joining(",", "[", "]"));
        var proof = new TestingProof(
                "remit-inclusion-proof/1",
                "\"case\":" + TestingPack.quoted(caseId),
                head.note(),
                "\"entries\":" + entries);
        proof.keys.addAll(pack.keys);
        return proof;
    }

    /** @param earlier a head of {@code from} entries, or null */
    static TestingProof ofGrowth(
            TestingPack pack, int from, TestingPack.@Nullable Head earlier, TestingPack.Head head) {
        List<byte[]> hashes = pack.hashes(head.size());
        List<byte[]> proof = from == 0 ? List.of() : TestingTree.proof(from, hashes);
        return ofGrowth(pack, from, earlier, head, proof);
    }

    static TestingProof ofGrowth(
            TestingPack pack,
            int from,
            TestingPack.@Nullable Head earlier,
            TestingPack.Head head,
            List<byte[]> hashes) {
        var proof = new TestingProof(
                "remit-consistency-proof/1",
                "\"from\":" + from + ",\"earlier\":" + (earlier == null ? "null" : TestingPack.quoted(earlier.note())),
                head.note(),
                "\"proof\":" + list(hashes));
        proof.keys.addAll(pack.keys);
        return proof;
    }

    String json() {
        String listed = keys.stream().map(TestingPack::quoted).collect(Collectors.joining(",", "[", "]"));
        return "{\"format\":" + TestingPack.quoted(format) + "," + subject + ",\"keys\":" + listed + ",\"head\":"
                + TestingPack.quoted(head) + "," + last + "}";
    }

    static Path write(String json, Path file) {
        try {
            return Files.writeString(file, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String list(List<byte[]> hashes) {
        return hashes.stream()
                .map(each -> "\"" + Base64.getEncoder().encodeToString(each) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }
}

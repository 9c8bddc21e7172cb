package remit.verify;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import remit.verify.text.Hash;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/** Checks every line of {@code entries/} against its hash, its payload and the other entries. */
final class Entries {
    static final int FILE_ENTRIES = 1024;
    private static final int LONGEST_LINE = 32 << 20;

    private final PackHeader pack;
    private final Findings findings;
    private final Digests ids = new Digests();
    private final Digests lastOfCase = new Digests();
    private final Digests erased = new Digests();
    /** By index of the entry: the leaf has a digest and the payload is there, or is not. */
    private final BitSet present = new BitSet();

    private final BitSet absent = new BitSet();
    /** Where the log first says so. */
    private final Map<Entry.Rotation, Long> rotations = new LinkedHashMap<>();

    /** Of the hashes that the entries were compared with. */
    private final Tree tree;

    private int erasedCount;

    Entries(PackHeader pack, Findings findings) {
        this.pack = pack;
        this.findings = findings;
        this.tree = new Tree(pack.from(), pack.before());
    }

    static String file(long number) {
        return String.format("entries/%08d.jsonl", number);
    }

    /** @param hashes the lines of {@code leaves.sha256} */
    void read(Archive archive, Lines hashes) {
        int index = 0;
        for (int file = 0; file < pack.files(); file++) {
            int until = (int) Math.min(pack.entries(), (long) (file + 1) * FILE_ENTRIES);
            int first = index;
            String name = file(file);
            try (var lines = new Lines(archive.read(file + Verifier.FIRST_ENTRIES), LONGEST_LINE)) {
                findings.check(
                        () -> name + " line " + Math.max(1, lines.number()),
                        () -> readFile(name, lines, hashes, first, until));
            } catch (IOException e) {
                findings.add(name, "cannot be read (" + e + ")");
            }
            index = until;
        }
        compareErasures();
    }

    private void readFile(String name, Lines lines, Lines hashes, int first, int until) throws IOException {
        int index = first;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (index == until) throw new MalformedException("there are more entries than pack.json says");
            String hash = hashAt(hashes, index);
            String text = line;
            int at = index++;
            findings.check(
                    () -> name + " line " + lines.number() + " (position " + (pack.from() + at) + ")",
                    () -> entry(text, hash, at));
        }
        if (index < until) throw new MalformedException("there are fewer entries than pack.json says");
    }

    /** A file that broke off leaves hashes behind, which are passed over. */
    private String hashAt(Lines hashes, int index) {
        try {
            String line = hashes.next();
            while (line != null && hashes.number() <= index) line = hashes.next();
            if (line == null) return "";
            tree.add(Hash.parse(line));
            return line;
        } catch (IOException e) {
            // The list was read before, and what is wrong with it is told; no leaf has this hash.
            return "";
        }
    }

    private void entry(String line, String hash, int index) throws MalformedException {
        Entry entry = Entry.parse(line);
        long position = pack.from() + index;
        if (entry.position() != position) throw new MalformedException("says that it is position " + entry.position());
        boolean listed = Hash.hex(Hash.leaf(entry.leaf())).equals(hash);
        if (!listed)
            findings.add(place(index), "the leaf was changed: it has not the hash that leaves.sha256 lists for it");
        payload(entry, index);
        int twin = ids.put(entry.id(), index);
        if (twin >= 0) findings.add(place(index), "has the id of position " + (pack.from() + twin));
        order(entry, index);
        switch (entry.type()) {
            case "PayloadsErased" -> {
                for (String id : entry.erased()) erased.put(id, 0);
            }
            case "EvidenceKeyRotated" -> rotation(entry.rotation(), position, listed, index);
            // All other events say nothing about the pack itself.
            default -> {}
        }
    }

    private void payload(Entry entry, int index) throws MalformedException {
        String digest = entry.payloadDigest();
        Entry.Payload payload = entry.payload();
        if (digest == null) {
            if (payload != null) findings.add(place(index), "has a payload that its leaf knows nothing of");
        } else if (payload == null) {
            absent.set(index);
        } else {
            present.set(index);
            if (!payload.digest().equals(digest)) {
                findings.add(place(index), "the payload was changed: it has not the digest that its leaf holds");
            }
        }
    }

    private void order(Entry entry, int index) throws MalformedException {
        String caseId = entry.caseId();
        long place = entry.placeInCase();
        if (caseId == null) return;
        if (place > Integer.MAX_VALUE - 1) throw new MalformedException("has no possible place in its case");
        int before = lastOfCase.put(caseId, (int) place);
        // In a pack that begins later, a case may have begun before it.
        boolean free = before < 0 && pack.from() > 0 && place > 0;
        if (!free && place != Math.max(0, before) + 1L) {
            findings.add(
                    place(index),
                    "is number " + place + " of its case, where number " + (Math.max(0, before) + 1L) + " should be");
        }
    }

    private void rotation(Entry.Rotation rotation, long position, boolean listed, int index) {
        int from = pack.keys().indexOf(rotation.from());
        int to = pack.keys().indexOf(rotation.to());
        if (from < 0 || to <= from) {
            findings.add(place(index), "names keys that pack.json does not hold, or not in this order");
        } else if (listed) {
            rotations.putIfAbsent(rotation, position);
        }
    }

    private void compareErasures() {
        int[] named = ids.numbersOf(erased);
        Arrays.sort(named);
        for (int index : named) {
            if (index < 0) continue;
            if (absent.get(index)) erasedCount++;
            absent.clear(index);
            if (present.get(index))
                findings.add(place(index), "has a payload although an entry says that it was erased");
        }
        for (int index = absent.nextSetBit(0); index >= 0; index = absent.nextSetBit(index + 1)) {
            findings.add(place(index), "its payload is missing, and no entry says that it was erased");
        }
    }

    private String place(int index) {
        return file(index / FILE_ENTRIES) + " line " + (index % FILE_ENTRIES + 1) + " (position "
                + (pack.from() + index) + ")";
    }

    /** The root over the hashes that the entries were compared with: the list is read twice, and must not change. */
    String root() {
        return Hash.hex(tree.root());
    }

    Map<Entry.Rotation, Long> rotations() {
        return rotations;
    }

    int payloads() {
        return present.cardinality();
    }

    int erased() {
        return erasedCount;
    }
}

package remit.verify;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.verify.text.Hash;
import remit.verify.text.Json;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/** What {@code remit evidence prove} prints, read strictly; nothing of it is believed yet. */
sealed interface Proof {
    /** Kinds of proofs, by the text that stands under {@code format}. */
    String OF_CASE = "remit-inclusion-proof/1";

    String OF_GROWTH = "remit-consistency-proof/1";
    /** A tree of 2^53 entries is 53 levels high; a proof may name one hash more. */
    int MOST_HASHES = 64;

    int MOST_KEYS = 1000;

    Frame frame();

    /** What both kinds have: the signed head, and the log's keys as the proof lists them. */
    record Frame(TreeHead head, List<VerifierKey> keys) {
        byte[] root() {
            return java.util.HexFormat.of().parseHex(head.root());
        }
    }

    /** That events of a case are in the log. */
    record OfCase(String caseId, Frame frame, List<Item> entries) implements Proof {}

    /** One event: its leaf's text, read as JSON too, and what leads from it to the root. */
    record Item(long position, byte[] leaf, Json.Object event, List<byte[]> path) {}

    /**
     * That the log of an earlier head is the beginning of the log.
     *
     * @param earlier the head of {@code from} entries, where the log kept it
     */
    record OfGrowth(long from, @Nullable TreeHead earlier, Frame frame, List<byte[]> hashes) implements Proof {}

    static Proof parse(byte[] bytes) throws IOException {
        Json.Object json = Json.object(Lines.text(bytes));
        String format = json.text("format");
        return switch (format) {
            case OF_CASE -> ofCase(json);
            case OF_GROWTH -> ofGrowth(json);
            default ->
                throw new MalformedException(
                        "is of the format \"" + format + "\"; this program knows " + OF_CASE + " and " + OF_GROWTH);
        };
    }

    private static OfCase ofCase(Json.Object json) throws IOException {
        json.exactly(Set.of("format", "case", "keys", "head", "entries"));
        Frame frame = frame(json);
        var entries = new ArrayList<Item>();
        for (Json each : json.array("entries").items()) {
            String place = "entry " + (entries.size() + 1) + ": ";
            if (!(each instanceof Json.Object entry)) throw new MalformedException(place + "is no object");
            try {
                entry.exactly(Set.of("position", "leaf", "path"));
                String leaf = entry.text("leaf");
                entries.add(
                        new Item(entry.whole("position"), Hash.utf8(leaf), Json.object(leaf), hashes(entry, "path")));
            } catch (MalformedException e) {
                throw new MalformedException(place + e.getMessage());
            }
        }
        return new OfCase(json.text("case"), frame, entries);
    }

    private static OfGrowth ofGrowth(Json.Object json) throws IOException {
        json.exactly(Set.of("format", "from", "keys", "earlier", "head", "proof"));
        Frame frame = frame(json);
        long from = json.whole("from");
        TreeHead earlier = json.get("earlier") == Json.Word.NULL ? null : head(json, "earlier");
        if (earlier != null && earlier.size() != from) {
            throw new MalformedException("\"earlier\" is a head of " + earlier.size() + " entries, not of " + from);
        }
        return new OfGrowth(from, earlier, frame, hashes(json, "proof"));
    }

    private static Frame frame(Json.Object json) throws IOException {
        TreeHead head = head(json, "head");
        var keys = new ArrayList<VerifierKey>();
        for (String text : json.array("keys").texts()) {
            VerifierKey key = VerifierKey.parse(text);
            if (!key.name().equals(head.origin())) {
                throw new MalformedException("\"" + text + "\" of \"keys\" is a key of another log than \"head\"");
            }
            keys.add(key);
            if (keys.size() > MOST_KEYS) throw new MalformedException("there are more than " + MOST_KEYS + " keys");
        }
        if (new HashSet<>(keys).size() < keys.size()) throw new MalformedException("a key of \"keys\" stands twice");
        return new Frame(head, keys);
    }

    private static TreeHead head(Json.Object json, String key) throws IOException {
        byte[] note = Hash.utf8(json.text(key));
        try (var lines = new Lines(new ByteArrayInputStream(note), TreeHead.LONGEST_LINE)) {
            TreeHead head = TreeHead.read(lines, null);
            if (head != null) return head;
            throw new MalformedException("it is empty");
        } catch (MalformedException e) {
            throw new MalformedException("\"" + key + "\" is no tree head: " + e.getMessage());
        }
    }

    private static List<byte[]> hashes(Json.Object json, String key) throws MalformedException {
        var hashes = new ArrayList<byte[]>();
        for (String text : json.array(key).texts()) {
            byte[] hash = VerifierKey.base64(text);
            if (hash.length != Hash.BYTES) {
                throw new MalformedException(
                        "\"" + key + "\" holds a hash of " + hash.length + " bytes; one has " + Hash.BYTES);
            }
            hashes.add(hash);
        }
        if (hashes.size() > MOST_HASHES) throw new MalformedException("\"" + key + "\" is too long for any tree");
        return hashes;
    }
}

package remit.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import remit.verify.text.Hash;
import remit.verify.text.Json;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/** What {@code pack.json} says. {@code before} covers the positions before {@code from}. */
record PackHeader(String origin, long from, long entries, List<byte[]> before, List<VerifierKey> keys) {
    static final String FILE = "pack.json";
    private static final String FORMAT = "remit-evidence-pack/1";
    private static final int LONGEST = 1 << 20;
    private static final int MOST_KEYS = 1000;

    /** The positions of the log that the pack reaches up to. */
    long size() {
        return from + entries;
    }

    long files() {
        return (entries + Entries.FILE_ENTRIES - 1) / Entries.FILE_ENTRIES;
    }

    static PackHeader read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST);
        if (in.read() >= 0) throw new MalformedException("is longer than " + LONGEST + " bytes");
        String text = Lines.text(bytes);
        if (!text.endsWith("}\n")) throw new MalformedException("does not end with the object and one line feed");
        Json.Object json = Json.object(text);
        json.exactly(Set.of("format", "origin", "from", "entries", "before", "keys"));
        if (!json.text("format").equals(FORMAT)) {
            throw new MalformedException(
                    "is of the format \"" + json.text("format") + "\"; this program knows " + FORMAT);
        }
        String origin = VerifierKey.name(json.text("origin"));
        long from = json.whole("from");
        var before = new ArrayList<byte[]>();
        for (String hash : json.array("before").texts()) before.add(Hash.parse(hash));
        if (before.size() != Long.bitCount(from)) {
            throw new MalformedException(
                    "\"before\" has " + before.size() + " hashes; a pack from " + from + " has " + Long.bitCount(from));
        }
        return new PackHeader(origin, from, json.whole("entries"), before, keys(json, origin));
    }

    private static List<VerifierKey> keys(Json.Object json, String origin) throws MalformedException {
        var keys = new ArrayList<VerifierKey>();
        for (String text : json.array("keys").texts()) {
            VerifierKey key = VerifierKey.parse(text);
            if (!key.name().equals(origin)) throw new MalformedException("\"" + text + "\" is a key of another log");
            keys.add(key);
            if (keys.size() > MOST_KEYS) throw new MalformedException("there are more than " + MOST_KEYS + " keys");
        }
        if (new HashSet<>(keys).size() < keys.size()) throw new MalformedException("a key stands twice");
        return keys;
    }
}

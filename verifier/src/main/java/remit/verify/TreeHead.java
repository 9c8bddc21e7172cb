package remit.verify;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import remit.verify.text.Hash;
import remit.verify.text.Json;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/**
 * Size and root of a log at a time, signed: the note of public transparency logs.
 *
 * @param root 64 hex digits
 * @param recorded when it was signed, as the log's machine says
 * @param signed the text that is signed
 */
public record TreeHead(
        String origin, long size, String root, Instant recorded, String signed, List<Signature> signatures) {
    /** The longest line of a note, in bytes. */
    static final int LONGEST_LINE = 2048;

    private static final int MOST_SIGNATURES = 16;
    private static final String DASH = "\u2014 ";
    private static final Pattern TIME =
            Pattern.compile("recorded (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z)");

    public TreeHead {
        signatures = List.copyOf(signatures);
    }

    /** One signature: four bytes that say by which key, and 64 bytes; both in hex. */
    record Signature(String keyId, String bytes) {
        boolean isBy(VerifierKey key, String text) {
            return key.hasId(parse(keyId)) && key.signed(Hash.utf8(text), parse(bytes));
        }

        private static byte[] parse(String hex) {
            return java.util.HexFormat.of().parseHex(hex);
        }
    }

    /**
     * The next note.
     *
     * @param separator the line that ends it; null where the end of the text does
     * @return null at the end of the text
     */
    static @Nullable TreeHead read(Lines lines, @Nullable String separator) throws IOException {
        String origin = lines.next();
        if (origin == null) return null;
        VerifierKey.name(origin);
        String size = line(lines);
        if (!Json.isWhole(size)) throw new MalformedException("\"" + size + "\" is no size of a tree");
        String root = line(lines);
        byte[] hash = VerifierKey.base64(root);
        if (hash.length != Hash.BYTES) throw new MalformedException("\"" + root + "\" is no root of a tree");
        String time = line(lines);
        Instant recorded = time(time);
        if (!line(lines).isEmpty())
            throw new MalformedException("there is no empty line after the four of a tree head");
        List<Signature> signatures = signatures(lines, separator, origin);
        String signed = origin + "\n" + size + "\n" + root + "\n" + time + "\n";
        return new TreeHead(origin, Long.parseLong(size), Hash.hex(hash), recorded, signed, signatures);
    }

    private static String line(Lines lines) throws IOException {
        String line = lines.next();
        if (line == null) throw new MalformedException("the tree head ends too early");
        return line;
    }

    private static Instant time(String line) throws MalformedException {
        var matcher = TIME.matcher(line);
        try {
            if (matcher.matches()) return Instant.parse(matcher.group(1));
        } catch (DateTimeException e) {
            throw new MalformedException("\"" + line + "\" names a time that does not exist");
        }
        throw new MalformedException("\"" + line + "\" is not \"recorded\" and a time in UTC");
    }

    private static List<Signature> signatures(Lines lines, @Nullable String separator, String origin)
            throws IOException {
        var signatures = new ArrayList<Signature>();
        while (true) {
            String line = separator == null ? lines.next() : line(lines);
            if (line == null || line.equals(separator)) break;
            signatures.add(signature(line, origin));
            if (signatures.size() > MOST_SIGNATURES)
                throw new MalformedException("a tree head has too many signatures");
        }
        if (signatures.isEmpty()) throw new MalformedException("the tree head is not signed");
        if (new HashSet<>(signatures).size() < signatures.size()) {
            throw new MalformedException("a signature of the tree head stands twice");
        }
        return signatures;
    }

    private static Signature signature(String line, String origin) throws MalformedException {
        String start = DASH + origin + " ";
        if (!line.startsWith(start)) {
            throw new MalformedException("\"" + line + "\" is no signature in the name of " + origin);
        }
        byte[] bytes = VerifierKey.base64(line.substring(start.length()));
        if (bytes.length != VerifierKey.ID_BYTES + 64) throw new MalformedException("a signature has not 64 bytes");
        return new Signature(
                Hash.hex(Arrays.copyOf(bytes, VerifierKey.ID_BYTES)),
                Hash.hex(Arrays.copyOfRange(bytes, VerifierKey.ID_BYTES, bytes.length)));
    }

    /** Those of the keys whose signature is here and holds. */
    Set<VerifierKey> signers(Iterable<VerifierKey> keys) {
        var signers = new LinkedHashSet<VerifierKey>();
        for (VerifierKey key : keys) {
            if (signatures.stream().anyMatch(each -> each.isBy(key, signed))) signers.add(key);
        }
        return signers;
    }

    /** Whether a signature says that it is by one of the keys and is not. */
    boolean hasFalseSignature(Iterable<VerifierKey> keys) {
        for (Signature each : signatures) {
            boolean named = false;
            boolean holds = false;
            for (VerifierKey key : keys) {
                named |= key.hasId(Signature.parse(each.keyId()));
                holds |= each.isBy(key, signed);
            }
            if (named && !holds) return true;
        }
        return false;
    }
}

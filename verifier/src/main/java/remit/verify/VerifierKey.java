package remit.verify;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import remit.verify.text.Hash;
import remit.verify.text.MalformedException;
import remit.verify.text.Screen;

/**
 * A log's public key as public transparency logs write it: {@code NAME+KEY ID+BASE64(0x01 || PUBLIC KEY)}. Two are equal
 * when all of their text is: the key id alone is short enough to be made equal on purpose.
 */
public final class VerifierKey {
    static final int ID_BYTES = 4;
    private static final Pattern FORM = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]+={0,2})");
    /** What stands before the 32 bytes in the encoding that the JDK reads (RFC 8410). */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    /** 2^255 - 19 in hex; a coordinate is below it. */
    private static final String PRIME = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
    /** The coordinates of the eight points of small order: under such a key everybody can sign. */
    private static final Set<String> SMALL_ORDER = Set.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
            "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
            "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7");

    private final String text;
    private final String name;
    private final byte[] id;
    private final PublicKey key;

    private VerifierKey(String text, String name, byte[] id, PublicKey key) {
        this.text = text;
        this.name = name;
        this.id = id;
        this.key = key;
    }

    static boolean looksLike(String text) {
        return FORM.matcher(text).matches();
    }

    static VerifierKey parse(String text) throws MalformedException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) throw malformed(text, "it is not NAME+KEY ID+BASE64");
        String name = name(matcher.group(1));
        byte[] typed = base64(matcher.group(3));
        if (typed.length != 1 + 32 || typed[0] != 1) throw malformed(text, "it holds no Ed25519 key");
        byte[] id = id(name, typed);
        if (!Hash.hex(id).equals(matcher.group(2))) throw malformed(text, "its key id is not that of its key");
        byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
        String coordinate = coordinate(raw);
        if (coordinate.compareTo(PRIME) >= 0 || SMALL_ORDER.contains(coordinate)) {
            throw malformed(text, "its key is none that a log could have");
        }
        return new VerifierKey(text, name, id, publicKey(text, raw));
    }

    /** The y coordinate, most significant byte first; the top bit is the sign of x. */
    private static String coordinate(byte[] raw) {
        var reversed = new byte[raw.length];
        for (int i = 0; i < raw.length; i++) reversed[i] = raw[raw.length - 1 - i];
        reversed[0] &= 0x7f;
        return Hash.hex(reversed);
    }

    private static PublicKey publicKey(String text, byte[] raw) throws MalformedException {
        byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + raw.length);
        System.arraycopy(raw, 0, encoded, PREFIX.length, raw.length);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw malformed(text, "its key is no point of the curve");
        }
    }

    static byte[] id(String name, byte[] typedKey) {
        return Arrays.copyOf(Hash.of(Hash.utf8(name + "\n"), typedKey), ID_BYTES);
    }

    /** A log's name: visible, without blanks and plus signs, so that it cannot be taken for something else. */
    static String name(String name) throws MalformedException {
        boolean plain = name.codePoints()
                .allMatch(c ->
                        Screen.isVisible(c) && c != '+' && !Character.isWhitespace(c) && !Character.isSpaceChar(c));
        if (plain && !name.isEmpty() && name.length() <= 255) return name;
        throw new MalformedException("\"" + name + "\" is no name of a log");
    }

    /** Base64 as the standard writes it, padding included: each value has one text. */
    static byte[] base64(String text) throws MalformedException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) return bytes;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("\"" + text + "\" is no base64");
        }
        throw new MalformedException("\"" + text + "\" is no base64 as the standard writes it");
    }

    private static MalformedException malformed(String text, String what) {
        return new MalformedException("\"" + text + "\" is no verifier key: " + what);
    }

    String name() {
        return name;
    }

    boolean hasId(byte[] other) {
        return Arrays.equals(id, other);
    }

    /** Name and key id: short, for people. */
    String label() {
        return name + "+" + Hash.hex(id).toLowerCase(Locale.ROOT);
    }

    boolean signed(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature or key that the JDK cannot even read signs nothing.
            return false;
        }
    }

    @Override
    public boolean equals(java.lang.Object other) {
        return other instanceof VerifierKey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

package remit.verify.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, and its results as 64 small hex digits. */
public final class Hash {
    public static final int BYTES = 32;
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private Hash() {}

    public static byte[] of(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** RFC 6962, section 2.1. */
    public static byte[] leaf(byte[] entry) {
        return of(LEAF, entry);
    }

    /** RFC 6962, section 2.1. */
    public static byte[] node(byte[] left, byte[] right) {
        return of(NODE, left, right);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The hash that 64 small hex digits say; nothing else is one. */
    public static byte[] parse(String hex) throws MalformedException {
        if (hex.length() != 2 * BYTES || !isSmallHex(hex)) {
            throw new MalformedException("\"" + hex + "\" is no hash, which is 64 hex digits in small letters");
        }
        return HexFormat.of().parseHex(hex);
    }

    public static boolean isSmallHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}

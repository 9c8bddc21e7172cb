package remit.verify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A key pair of a log, made for a test; written from docs/reference/evidence-pack.md, not from the verifier. */
final class TestingSigner {
    private final String name;
    private final KeyPair pair;
    private final byte[] typed;

    TestingSigner(String name) {
        try {
            this.name = name;
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            typed = new byte[33];
            typed[0] = 1;
            System.arraycopy(encoded, encoded.length - 32, typed, 1, 32);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    byte[] id() {
        return id(name, typed);
    }

    static byte[] id(String name, byte[] typed) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(sha.digest(typed), 4);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String verifierKey(String name, byte[] typed) {
        return name + "+" + HexFormat.of().formatHex(id(name, typed)) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    String verifierKey() {
        return verifierKey(name, typed);
    }

    String line(String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = new byte[68];
            System.arraycopy(id(), 0, bytes, 0, 4);
            System.arraycopy(signature.sign(), 0, bytes, 4, 64);
            return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(bytes) + "\n";
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

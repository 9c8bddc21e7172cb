package remit.server.evidence;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import remit.kernel.Digest;
import remit.kernel.ProblemException;

/** An Ed25519 key that signs tree heads, as public transparency logs write signatures and keys down. */
final class SigningKey {
    private static final int PUBLIC_BYTES = 32;
    private static final byte ED25519 = 1;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final KeyPair pair;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
    }

    static SigningKey fresh() {
        return new SigningKey(generated(new SecureRandom()));
    }

    /** Reads a PKCS #8 file as {@code openssl genpkey -algorithm ed25519} writes it. @param place where it stands */
    static SigningKey read(String pem, String place) {
        try {
            String text = pem.strip();
            if (!text.startsWith(BEGIN) || !text.endsWith(END)) throw new InvalidKeySpecException("no private key");
            String body = text.substring(BEGIN.length(), text.length() - END.length());
            byte[] bytes = Base64.getMimeDecoder().decode(body);
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(bytes));
            byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
            return new SigningKey(generated(new Given(seed)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ProblemException(
                    "RMT-230",
                    place,
                    "is no Ed25519 private key (" + e.getMessage() + ")",
                    "give one in PKCS #8, as openssl genpkey -algorithm ed25519 writes it");
        }
    }

    /** The key as {@link #read} takes it. */
    String pem() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        return BEGIN + "\n" + body + "\n" + END + "\n";
    }

    /** The verifier key: {@code NAME+HEX OF THE KEY ID+BASE64(0x01 || PUBLIC KEY)}. */
    String verifier(String origin) {
        return origin + "+" + Digest.hex(id(origin)) + "+" + Base64.getEncoder().encodeToString(typed());
    }

    /** A signature line over a head's text. */
    String signature(String origin, String text) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] signature = signer.sign();
            byte[] id = id(origin);
            byte[] line = Arrays.copyOf(id, id.length + signature.length);
            System.arraycopy(signature, 0, line, id.length, signature.length);
            return "\u2014 " + origin + " " + Base64.getEncoder().encodeToString(line) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read cannot sign", e);
        }
    }

    private byte[] id(String origin) {
        byte[] name = (origin + "\n").getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(Digest.sha256(name, typed()), 4);
    }

    private byte[] typed() {
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] typed = new byte[PUBLIC_BYTES + 1];
        typed[0] = ED25519;
        System.arraycopy(encoded, encoded.length - PUBLIC_BYTES, typed, 1, PUBLIC_BYTES);
        return typed;
    }

    private static KeyPair generated(SecureRandom seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, seed);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /** Hands the generator a private key's own bytes, so that it computes the public key that belongs to them. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] seed;

        Given(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length)
                throw new IllegalArgumentException("it has " + seed.length + " bytes, not " + bytes.length);
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}

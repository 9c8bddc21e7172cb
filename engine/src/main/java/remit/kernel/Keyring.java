package remit.kernel;

import javax.crypto.Mac;

/**
 * Derives opaque ids under the installation key, so that nobody without the key can guess a case from its number.
 *
 * <p>The key is backed up with the database and never exported: plain digests of guessable keys would undo erasure.
 */
public final class Keyring {
    private final byte[] key;
    /** Never used itself, only cloned: finding a provider and setting the key costs more than the digest of one id. */
    private final Mac prototype;

    public Keyring(byte[] installationKey) {
        if (installationKey.length < 32) throw new IllegalArgumentException("installationKey: at least 32 bytes");
        this.key = installationKey.clone();
        this.prototype = Digest.hmac(key);
    }

    /** {@code prefix_} and the first 20 bytes of the HMAC over the canonical JSON, in hex. */
    public String id(String prefix, Json identity) {
        return prefix + "_" + Digest.hex(hmac(identity.canonicalBytes())).substring(0, 40);
    }

    private byte[] hmac(byte[] message) {
        try {
            return ((Mac) prototype.clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            // A provider need not be able to: the same bytes, only slower.
            return Digest.hmac(key, message);
        }
    }
}

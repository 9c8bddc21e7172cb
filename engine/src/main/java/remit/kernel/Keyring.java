package remit.kernel;

/**
 * Derives opaque ids under the installation key, so that nobody without the key can guess a case from its number.
 *
 * <p>The key is backed up with the database and never exported: plain digests of guessable keys would undo erasure.
 */
public final class Keyring {
    private final byte[] key;

    public Keyring(byte[] installationKey) {
        if (installationKey.length < 32) throw new IllegalArgumentException("installationKey: at least 32 bytes");
        this.key = installationKey.clone();
    }

    /** {@code prefix_} and the first 20 bytes of the HMAC over the canonical JSON, in hex. */
    public String id(String prefix, Json identity) {
        return prefix + "_"
                + Digest.hex(Digest.hmac(key, identity.canonicalBytes())).substring(0, 40);
    }
}

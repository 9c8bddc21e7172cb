package remit.assurance.sampling;

import java.nio.charset.StandardCharsets;
import remit.kernel.Digest;

/**
 * Chance that can be checked afterwards: the first eight bytes of HMAC-SHA-256(secret of the day, case), read as a number
 * below 2^64. The secret's {@link #commitment} is published before the day begins, the secret after it; so nobody could
 * choose the cases, and everybody can repeat the draw (the dice of risk-limiting audits).
 *
 * @param number an unsigned number of 64 bits
 */
public record Draw(long number) {
    /** Whether a case is looked at. */
    public static Draw of(byte[] secret, String caseId) {
        return first(Digest.hmac(secret, caseId.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * A further draw for the same case, independent of the first: for instance whether the proposal is hidden from the
     * reviewer.
     */
    public static Draw of(byte[] secret, String purpose, String caseId) {
        return first(Digest.hmac(secret, (purpose + "\0" + caseId).getBytes(StandardCharsets.UTF_8)));
    }

    private static Draw first(byte[] hash) {
        long number = 0;
        for (int i = 0; i < 8; i++) number = (number << 8) | (hash[i] & 0xff);
        return new Draw(number);
    }

    /** Whether number / 2^64 is below {@code pi}, compared exactly: never for 0, always for 1. */
    public boolean below(double pi) {
        if (!(pi >= 0 && pi <= 1)) throw new IllegalArgumentException("pi: not in [0, 1]: " + pi);
        double limit = Math.ceil(Math.scalb(pi, 64));
        if (limit >= 0x1p64) return true;
        long unsigned = limit < 0x1p63 ? (long) limit : (long) (limit - 0x1p63) ^ Long.MIN_VALUE;
        return Long.compareUnsigned(number, unsigned) < 0;
    }

    /** What is published beforehand: the SHA-256 of the secret, in hex. */
    public static String commitment(byte[] secret) {
        return Digest.hex(Digest.sha256(secret));
    }

    /** Whether a secret that was laid open is the one that was committed to. */
    public static boolean matches(byte[] secret, String commitment) {
        return commitment(secret).equals(commitment);
    }
}

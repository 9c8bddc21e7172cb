package remit.verify;

/** Whole numbers from 0 to 2^53 - 1 in decimal, without sign and leading zeros: sums of them cannot overflow. */
final class Whole {
    static final long MOST = (1L << 53) - 1;

    private Whole() {}

    static boolean isOne(String digits) {
        return digits.matches("0|[1-9][0-9]{0,15}") && Long.parseLong(digits) <= MOST;
    }

    static long of(String digits) {
        return Long.parseLong(digits);
    }
}

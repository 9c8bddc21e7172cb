package remit.server.packs;

/** The words of intake.yaml that stand for a sign. */
final class Intakes {
    private Intakes() {}

    /** The delimiter that {@code text} names, or 0 for none. */
    static char delimiter(String text) {
        String sign = text.equalsIgnoreCase("tab") || text.equals("\\t") ? "\t" : text;
        boolean usable = sign.length() == 1
                && "\"\n\r".indexOf(sign.charAt(0)) < 0
                && !Character.isLetterOrDigit(sign.charAt(0));
        return usable ? sign.charAt(0) : 0;
    }
}

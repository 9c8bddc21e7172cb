package remit.bench;

import java.util.Locale;

/**
 * One line of the table that {@code bench/run} prints: what was measured, the figure, and the aim it is held against.
 *
 * @param aim empty where there is none
 * @param met whether the figure meets the aim; ignored without one
 */
record Figure(String name, String value, String aim, boolean met) {
    static Figure plain(String name, String value) {
        return new Figure(name, value, "", true);
    }

    static Figure atLeast(String name, double value, double aim, String unit) {
        return new Figure(name, text(value, unit), "at least " + text(aim, unit), value >= aim);
    }

    static Figure atMost(String name, double value, double aim, String unit) {
        return new Figure(name, text(value, unit), "at most " + text(aim, unit), value <= aim);
    }

    private static String text(double value, String unit) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f %s" : "%,.2f %s", value, unit);
    }

    void print() {
        String verdict = aim.isEmpty() ? "" : met ? aim + ": met" : aim + ": MISSED";
        System.out.println(String.format(Locale.ROOT, "%-58s %20s   %s", name, value, verdict)
                .stripTrailing());
    }
}

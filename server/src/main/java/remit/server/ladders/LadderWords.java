package remit.server.ladders;

import java.math.BigDecimal;
import java.util.Locale;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.ladder.Cause;
import remit.ladder.Stage;

/** Reads what people write of ladders, in a form, a request or a command. The place says which of their fields it was. */
public final class LadderWords {
    private LadderWords() {}

    /** A stage to promote to. */
    public static Checked<Stage> stage(String place, String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        for (Stage stage : Stage.values())
            if (stage != Stage.SHADOW && stage.word().equals(word)) return Checked.ok(stage);
        return refuse(
                "RMT-192",
                place,
                "\"" + text + "\" is no stage to promote to",
                "write checkpointed, sampled or autonomous");
    }

    /** {@code 3%} or {@code 0.03}, above 0 and at most 1. */
    public static Checked<Double> share(String place, String text) {
        String stripped = text.strip();
        boolean percent = stripped.endsWith("%");
        String digits = percent ? stripped.substring(0, stripped.length() - 1).strip() : stripped;
        if (digits.matches("\\d{1,3}(\\.\\d{1,10})?")) {
            BigDecimal share = new BigDecimal(digits).movePointLeft(percent ? 2 : 0);
            if (share.signum() > 0 && share.compareTo(BigDecimal.ONE) <= 0) return Checked.ok(share.doubleValue());
        }
        return refuse("RMT-192", place, "\"" + text + "\" is not a share above 0", "write 3% or 0.03");
    }

    /** A cause that somebody may give from outside; without a word the kill switch. */
    public static Checked<Cause> cause(String place, String text) {
        String word = text.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        if (word.isEmpty()) return Checked.ok(Cause.KILL_SWITCH);
        for (Cause cause : Cause.values())
            if (cause.fromOutside() && cause.word().equals(word)) return Checked.ok(cause);
        return refuse(
                "RMT-194",
                place,
                "\"" + text + "\" is nothing that anybody can say from outside",
                "write kill_switch, severe_error, control_lapsed or review_overdue");
    }

    /** A person's own words. */
    static Checked<String> words(String place, String text) {
        return text.length() <= 2000
                ? Checked.ok(text)
                : refuse("RMT-138", place, "longer than 2000 characters", "shorten it");
    }

    private static <T> Checked<T> refuse(String code, String place, String what, String fix) {
        return Checked.refused(new Problem(code, place, what, fix));
    }
}

package remit.server.ladders;

import java.math.BigDecimal;
import java.util.Locale;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.WrittenShare;
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
        return WrittenShare.SOME.read("RMT-192", place, text).map(BigDecimal::doubleValue);
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

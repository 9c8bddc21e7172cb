package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the work of a process is trusted, segment by segment, and what moved it.
 *
 * @param sentence the answer first
 * @param begun whether it earns its way at all
 * @param may which buttons this reader gets
 * @param errors why what was sent was refused
 */
public record RolloutPage(
        String id, String sentence, boolean begun, May may, List<Card> cards, History history, List<String> errors) {
    /** @param approve begins, signs, declines, lowers sampling; @param stop pulls the kill switch */
    public record May(boolean approve, boolean stop) {}

    /**
     * One segment.
     *
     * @param number tells its fields from those of others on the page
     * @param segment its name as forms send it, {@code title} as people read it
     * @param rungs stages and checkpoints from the first to the last
     * @param missing what stands in the way of the next promotion; empty where one is proposed or nothing is left
     */
    public record Card(
            int number,
            String segment,
            String title,
            Standing standing,
            List<Rung> rungs,
            Seen seen,
            String missing,
            @Nullable Proposal proposal,
            List<String> authorised) {}

    /** @param label the stage with shape and tone; @param raised whether more than usual is looked at */
    public record Standing(CasePage.Label label, boolean killed, boolean raised, List<CasePage.Pair> facts) {}

    /**
     * A stage or a checkpoint.
     *
     * @param mark its shape, said beside it in {@code said}
     * @param kind {@code stage} or {@code checkpoint}, for how it is drawn; {@code state} {@code past}, {@code now} or
     *     {@code ahead}
     */
    public record Rung(String name, String mark, String said, String kind, String state) {}

    /** What was observed since the last move. @param chart null while nothing was */
    public record Seen(String sentence, @Nullable Chart chart) {}

    /**
     * Where the error share lies against its limits, each as a percentage of the width.
     *
     * @param text the same in words
     */
    public record Chart(String text, String from, String width, String estimate, Limits limits) {}

    /** @param target where it is drawn, {@code targetText} what it is; so for what is tolerated */
    public record Limits(String target, String targetText, String tolerated, String toleratedText) {}

    /** A promotion that waits for a signature. @param seen what it rests on, to be sent back with the signature */
    public record Proposal(String checkpoint, String then, String evidence, String seen) {}

    /** What happened, newest first. @param more how many older ones are not shown, as a sentence, or empty */
    public record History(List<Line> lines, String more) {}

    /** @param tone of the label: {@code clear} for trust that was given, {@code stop} for trust that was taken */
    public record Line(String day, String exact, String segment, CasePage.Label label, String what, String who) {}
}

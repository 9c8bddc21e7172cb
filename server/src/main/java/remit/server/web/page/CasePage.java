package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One case end to end.
 *
 * @param summary the sentence under the title
 * @param forGood for whoever decides it, what could not be undone; empty where nothing waits or everything can be
 * @param wishes what a reader who may propose rules can want of cases like this one; empty for others
 * @param sampled that it cleared and was drawn for a look; null for others
 * @param inputs what the author and the rules saw; empty when erased or not for this reader, then {@code noInputs} says why
 */
public record CasePage(
        CaseLine line,
        Summary summary,
        Inputs inputs,
        Work work,
        List<Step> timeline,
        @Nullable Desk desk,
        @Nullable Sampled sampled,
        List<Pair> wishes,
        List<Pair> forGood) {
    /** @param accountability who answers for what became of it */
    public record Summary(
            String processName, String sentence, String moment, String reference, Accountability accountability) {}

    /** Author, approver, liable: each a sentence part such as "none yet". */
    public record Accountability(String author, String approver, String liable) {}

    /** Facts by name. @param missing why there are none, or null */
    public record Inputs(List<Pair> pairs, @Nullable String missing) {}

    /** A name and what stands beside it. */
    public record Pair(String name, String value) {}

    /** What was proposed and what the checks said. @param proposal null when the author gave none */
    public record Work(
            @Nullable Proposed proposal, @Nullable String noProposal, List<Check> checks) {}

    /** @param byModel whether a model wrote it; @param confidence in words with the number */
    public record Proposed(String decision, boolean byModel, String confidence, String basis, List<Pair> options) {}

    /** One check. @param label word of its verdict, with shape and tone @param rows of the table that it asked, or null */
    public record Check(
            String name,
            Label label,
            String reason,
            @Nullable Rows rows,
            @Nullable String detail) {}

    /**
     * Which rows of a table had to do with a case.
     *
     * @param spoke the one that gave the verdict; null where none did
     * @param matched others that match too, {@code near} those that failed in one column alone
     */
    public record Rows(@Nullable RowLink spoke, List<RowLink> matched, List<RowLink> near) {}

    /** @param address where the row is shown, or empty @param rest what is said of it */
    public record RowLink(String address, String text, String rest) {}

    /** Word + shape + tone. */
    public record Label(String word, String shape, String tone) {}

    /**
     * One event.
     *
     * @param versions of the parts that had a say
     * @param content what may be erased, pretty; null when there is none or it may not be seen; {@code contentNote} says so
     */
    public record Step(long seq, Told told, List<Pair> versions, Raw raw) {}

    /** What happened, in words. @param when in business time, {@code recorded} by the clock of the machine */
    public record Told(String what, String who, String when, String recorded, String exact) {}

    /** The bytes. */
    public record Raw(
            String leaf,
            String leafHash,
            @Nullable String content,
            @Nullable String contentNote) {}

    /**
     * Where a person decides.
     *
     * @param blocked why this person may not, or null
     * @param choices other decisions to choose from
     */
    public record Desk(long seq, @Nullable String blocked, List<String> choices, List<Pair> reasons, Sent sent) {}

    /**
     * A case that cleared and was drawn for a look.
     *
     * @param form where a person gives it; null once somebody has
     * @param followed what came of it, a sentence each
     */
    public record Sampled(@Nullable LookForm form, List<String> followed) {}

    /**
     * Where a person says what they would have decided.
     *
     * @param blind whether the proposal is hidden until then
     * @param desk who may not, the case as it was seen, and what the form held
     */
    public record LookForm(boolean blind, Desk desk, boolean severe) {}

    /** A form that was refused: why, and what it held. @param isNew whether the box of a new decision was ticked */
    public record Sent(List<String> errors, String decision, boolean isNew, String reason, String text) {
        public static final Sent NOTHING = new Sent(List.of(), "", false, "", "");
    }
}

package remit.casework;

import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.process.ToolSpec;

/**
 * A person wants the effect of an action taken back by the tool that had it. At most once for each action, and only what is
 * known to be done.
 *
 * @param halted what is halted that the action belongs to, in words, or null
 * @param mayResume whether the person may resume what is halted
 */
public record Compensation(
        Actor person, String actionId, @Nullable String halted, boolean mayResume) {
    private static final String SUFFIX = ":compensate";

    /** What taking an action back is called: the idempotency key of it, and its id beside that of the action. */
    public static String id(String actionId) {
        return actionId + SUFFIX;
    }

    /** Whether an id is that of taking something back. */
    public static boolean isOne(String id) {
        return id.endsWith(SUFFIX);
    }

    /** The action that the compensation of this id takes back. */
    static String of(String id) {
        return id.substring(0, id.length() - SUFFIX.length());
    }

    /** The event it gives, or why it is refused. @param tool as the version names it that the action was prepared under */
    public Checked<CaseEvent> decide(CaseState state, ToolSpec tool) {
        if (person.kind() != Actor.Kind.PERSON) {
            return refuse("RMT-053", person + " is no person", "a person says that an effect is to be taken back");
        }
        CaseState.Proposed proposal = state.proposal();
        if (proposal != null && proposal.author().equals(person)) {
            return refuse(
                    "RMT-054", "the author of a proposal may not have its effect taken back", "ask another reviewer");
        }
        Problem refused = notDone(state.actions().getOrDefault(actionId, ""));
        if (refused == null) refused = asked(state.actions().get(id(actionId)));
        if (refused == null) refused = notPossible(tool);
        if (refused == null && halted != null && !mayResume) {
            refused = new Problem(
                    "RMT-470",
                    "",
                    halted + ", and meanwhile only those take effects back who may resume it",
                    "ask somebody who may approve rules, or wait until it is resumed");
        }
        return refused == null
                ? Checked.ok(new CaseEvent.CompensationPrepared(actionId, tool.id()))
                : Checked.refused(refused.in(actionId));
    }

    private @Nullable Problem notDone(String stands) {
        return switch (stands) {
            case "verified" -> null;
            case "prepared" ->
                notDone(
                        "is prepared and was not done yet",
                        "give it up where it waits for a halt: remit effects settle " + actionId + " --drop");
            case "unknown" ->
                notDone(
                        "is unknown: nobody knows whether it was done",
                        "look into the system of record, then say it: remit effects settle " + actionId
                                + " --done RECEIPT --reason \"...\", or --not-done, or --drop");
            case "failed" ->
                notDone(
                        "failed: it was not done",
                        "give it up: remit effects settle " + actionId + " --drop --reason \"...\"");
            case "refused" -> notDone("was refused: it was not done", "there is nothing to take back");
            default -> notDone("is not one of this case", "take one that remit effects list --done shows");
        };
    }

    private static Problem notDone(String what, String fix) {
        return new Problem("RMT-466", "", "the action " + what, fix);
    }

    private @Nullable Problem asked(@Nullable String stands) {
        if (stands == null) return null;
        String what = stands.equals("verified")
                ? "it was taken back already"
                : "it was asked before that it be taken back, which is " + stands;
        String fix = stands.equals("refused")
                ? "take it back by hand, then say so: remit effects settle " + id(actionId)
                        + " --done RECEIPT --reason \"...\""
                : "an effect is taken back once; see remit effects list";
        return new Problem("RMT-469", "", what, fix);
    }

    private static @Nullable Problem notPossible(ToolSpec tool) {
        return switch (tool.wayBack()) {
            case NONE ->
                new Problem(
                        "RMT-467",
                        "",
                        "what the tool " + tool.id() + " does cannot be undone: its contract says irreversible",
                        "put it right by hand, with whoever owns the system of record");
            case BY_HAND ->
                new Problem(
                        "RMT-468",
                        "",
                        "the contract names no compensation for the tool " + tool.id(),
                        "take it back by hand in the system of record; for later actions name one under flow.tools");
            case BY_TOOL -> null;
        };
    }

    private <T> Checked<T> refuse(String code, String what, String fix) {
        return Checked.refused(new Problem(code, actionId, what, fix));
    }
}

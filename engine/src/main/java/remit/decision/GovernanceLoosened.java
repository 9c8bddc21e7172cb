package remit.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.process.AdverseDecision;
import remit.process.Disposition;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.process.ProcessContract.Changes;
import remit.process.StopCondition;

/**
 * What another version would take from under the rules above a process, or from what holds its cases whatever those rules
 * say: it leaves a domain, lowers the tier, allows more errors of what a change lets through, declares fewer decisions adverse, stops less, shows a level another amount or
 * none, or gives up the approval of changes. The owner of a process alone does not decide that.
 */
public final class GovernanceLoosened {
    private final Pinned now;
    private final Pinned then;
    private final List<String> loosened = new ArrayList<>();

    private GovernanceLoosened(Pinned now, Pinned then) {
        this.now = now;
        this.then = then;
    }

    /**
     * Every key that is looser afterwards, a sentence each; empty where none is.
     *
     * @param now the version in force, {@code then} the one that would be
     */
    public static List<String> of(Pinned now, Pinned then) {
        var compared = new GovernanceLoosened(now, then);
        compared.governance();
        compared.movedError();
        compared.adverse();
        compared.stops();
        compared.money();
        return List.copyOf(compared.loosened);
    }

    private void governance() {
        ProcessContract old = now.contract();
        ProcessContract other = then.contract();
        String domain = old.governance().domain();
        if (!domain.isEmpty() && !domain.equals(other.governance().domain()))
            loosened.add("governance.domain leaves \"" + domain + "\"");
        if (old.governance().changes() == Changes.APPROVED && other.governance().changes() != Changes.APPROVED)
            loosened.add("governance.changes goes from approved to "
                    + other.governance().changes().word());
        if (other.risk().tier().number() < old.risk().tier().number())
            loosened.add("risk.tier goes from " + old.risk().tier().number() + " down to "
                    + other.risk().tier().number());
    }

    private void movedError() {
        double before = now.contract().risk().maxMovedError().orElse(1.0);
        double after = then.contract().risk().maxMovedError().orElse(1.0);
        if (after > before)
            loosened.add("risk.max_moved_error " + (after < 1 ? "goes from " + before + " to " + after : "is dropped"));
    }

    private void adverse() {
        for (AdverseDecision each : now.contract().risk().adverse())
            if (then.adverse(each.decision()).isEmpty()) loosened.add("risk.adverse drops \"" + each.decision() + "\"");
    }

    private void stops() {
        List<StopCondition> others = then.contract().risk().stopConditions();
        for (StopCondition each : now.contract().risk().stopConditions()) {
            if (others.stream().anyMatch(other -> stopsAsMuch(each, other))) continue;
            boolean named = others.stream().anyMatch(other -> other.id().equals(each.id()));
            loosened.add("risk.stop_conditions "
                    + (named ? "may stop less by \"" + each.id() + "\"" : "drops \"" + each.id() + "\""));
        }
    }

    /** Whether a condition holds wherever another did. A cell that reads otherwise is not compared: it may hold less often. */
    private boolean stopsAsMuch(StopCondition old, StopCondition other) {
        boolean pages = other.then() == Disposition.STOPPED || old.then() == Disposition.RETURNED;
        return pages && other.when().entrySet().stream().allMatch(cell -> demanded(old, cell));
    }

    private boolean demanded(StopCondition old, Map.Entry<String, String> cell) {
        String before = old.when().get(cell.getKey());
        return before != null && before.strip().equals(cell.getValue().strip()) && readAlike(cell.getKey());
    }

    /** Whether both versions read a fact from the same column in the same way; a computed fact has no column. */
    private boolean readAlike(String fact) {
        Optional<Intake.Derived> derived = derived(now, fact);
        if (!derived.equals(derived(then, fact))) return false;
        String source = derived.map(Intake.Derived::from).orElse(fact);
        Intake.Column before = now.intake().byName().get(source);
        Intake.Column after = then.intake().byName().get(source);
        if (before == null || after == null) return before == null && after == null;
        return readAlike(before, after);
    }

    private static boolean readAlike(Intake.Column before, Intake.Column after) {
        return before.header().equals(after.header()) && before.reading().equals(after.reading());
    }

    private static Optional<Intake.Derived> derived(Pinned pinned, String fact) {
        return pinned.intake().derived().stream()
                .filter(each -> each.name().equals(fact))
                .findFirst();
    }

    private void money() {
        Intake.Column before = money(now);
        if (before == null) return;
        Intake.Column after = money(then);
        if (after == null) loosened.add("reporting.money is dropped");
        else if (!after.name().equals(before.name()))
            loosened.add("reporting.money goes from " + before.name() + " to " + after.name());
        else if (!readAlike(before, after))
            loosened.add("reporting.money is read from another column or in another way");
        else if (before.required() && !after.required())
            // Without an amount no row about amounts speaks, so none of a level's would hold the case.
            loosened.add("reporting.money goes from required to optional");
    }

    private static Intake.@Nullable Column money(Pinned pinned) {
        String name = pinned.contract().reporting().money();
        return name == null ? null : pinned.intake().byName().get(name);
    }
}

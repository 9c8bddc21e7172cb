package remit.decision;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.process.ProcessContract.Changes;

/**
 * What another version would take from under the rules above a process: it leaves a domain, lowers the tier, shows a level
 * another amount or none, or gives up the approval of changes. The owner of a process alone does not decide that.
 */
public final class Loosening {
    private Loosening() {}

    /**
     * Every key that is looser afterwards, a sentence each; empty where none is.
     *
     * @param now the version in force, {@code then} the one that would be
     */
    public static List<String> of(Pinned now, Pinned then) {
        var loosened = new ArrayList<String>();
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
        Intake.Column money = money(now);
        if (money != null) {
            Intake.Column told = money(then);
            if (told == null) loosened.add("reporting.money is dropped");
            else if (!told.name().equals(money.name()))
                loosened.add("reporting.money goes from " + money.name() + " to " + told.name());
            else if (!told.header().equals(money.header()) || !told.reading().equals(money.reading()))
                loosened.add("reporting.money is read from another column or in another way");
            else if (money.required() && !told.required())
                // Without an amount no row about amounts speaks, so none of a level's would hold the case.
                loosened.add("reporting.money goes from required to optional");
        }
        return loosened;
    }

    private static Intake.@Nullable Column money(Pinned pinned) {
        String name = pinned.contract().reporting().money();
        return name == null ? null : pinned.intake().byName().get(name);
    }
}

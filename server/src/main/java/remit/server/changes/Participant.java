package remit.server.changes;

import java.util.function.Predicate;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.access.Caller;
import remit.server.access.Person;
import remit.server.access.Role.Permission;

/** Somebody who moves a change: in whose name, and what their roles let them. */
public record Participant(Acting acting, Predicate<Permission> may) {
    public static Participant of(Person person, Acting acting) {
        return new Participant(acting, person::may);
    }

    public static Participant of(Caller caller) {
        return new Participant(Acting.self(caller.actor()), caller::may);
    }

    /** Under somebody else's name one person could be both that it takes: who wrote a change, and who approves it. */
    Checked<Participant> with(Permission permission) {
        if (!acting.account().equals(acting.actor())) {
            return Checked.refused(new Problem(
                    "RMT-141",
                    acting.actor().toString(),
                    "rules are changed under one's own account",
                    "leave out --as"));
        }
        if (permission == Permission.ROLL_BACK && acting.actor().kind() != Actor.Kind.PERSON) {
            return Checked.refused(new Problem(
                    "RMT-141",
                    acting.actor().toString(),
                    "only a person may take back the version in force",
                    "ask one"));
        }
        if (may.test(permission)) return Checked.ok(this);
        String what = switch (permission) {
            case PROPOSE -> "propose changes of rules";
            case APPROVE_RULES -> "approve changes of rules";
            case ROLL_BACK -> "take back the version in force";
            case READ, SEE_CONTENT, REVIEW, SUBMIT, ADMINISTER, RESPOND -> "do this";
        };
        return Checked.refused(new Problem(
                "RMT-141",
                acting.actor().toString(),
                "your roles do not let you " + what,
                "ask an administrator for a role that does"));
    }
}

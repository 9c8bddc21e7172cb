package remit.server.web.tell;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.access.Role.Permission;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.web.page.CasePage.Pair;
import remit.server.web.page.ChangePage;

/** Tells who had a say in a change, and what is missing until it is in force. */
final class ApprovalTeller {
    private final People people;
    private final ZoneId zone;

    ApprovalTeller(People people, ZoneId zone) {
        this.people = people;
        this.zone = zone;
    }

    /** @param failing how many examples of the proposed version fail */
    ChangePage.Approval approval(Change change, long failing) {
        var facts = new ArrayList<Pair>();
        facts.add(new Pair("Written by", did(change, "ChangeDrafted", "ChangeRevised", "ChangeRebased")));
        facts.add(new Pair("Submitted by", did(change, "ChangeSubmitted")));
        facts.add(new Pair(
                "Approved by", change.state().approver() == null ? "nobody yet" : did(change, "ChangeApproved")));
        Instant from = change.state().effectiveFrom();
        facts.add(new Pair(
                "In force from",
                from == null ? "its approval on" : Dates.moment(from, zone) + " (" + zone + "), not before"));
        String base = change.state().versions().base();
        facts.add(new Pair("Rests on version", base.isEmpty() ? "none: it is the first" : Accounts.shortened(base)));
        return new ChangePage.Approval(ChangeSeen.of(change), facts, missing(change, failing));
    }

    /** Everybody who did one of these, with the last time. */
    private String did(Change change, String... types) {
        List<String> wanted = List.of(types);
        List<Change.Moment> moments = change.story().stream()
                .filter(moment -> wanted.contains(moment.type()))
                .toList();
        if (moments.isEmpty()) return "nobody yet";
        return moments.stream()
                        .map(moment -> people.name(moment.actor()))
                        .distinct()
                        .collect(Collectors.joining(", ")) + ", "
                + Dates.moment(moments.getLast().recordedAt(), zone);
    }

    private List<String> missing(Change change, long failing) {
        if (change.state().suspended() && change.state().standing().open()) {
            return List.of("Another version came into force since: it has to be carried over, submitted and approved.");
        }
        return switch (change.state().standing()) {
            case DRAFT -> {
                var missing = new ArrayList<String>();
                missing.add("Somebody has to submit it with a reason.");
                if (failing > 0) {
                    missing.add(Numbers.of(failing, "example fails", "examples fail")
                            + ": mend the rules or the examples, or say that they no longer hold.");
                }
                missing.add(second(change));
                yield missing;
            }
            case SUBMITTED -> List.of(second(change));
            case APPROVED -> List.of("Nothing but its time.");
            case EFFECTIVE, SUPERSEDED, ROLLED_BACK, REJECTED, WITHDRAWN -> List.of();
        };
    }

    /** Whose word it waits for, by name: a change that nobody can approve is told so before anybody waits. */
    private String second(Change change) {
        String may = people.all().get().stream()
                .filter(person -> person.may(Permission.APPROVE_RULES)
                        && !change.state().writers().contains(person.actor()))
                .map(Person::name)
                .collect(Collectors.joining(", "));
        String roles = Stream.of(Role.values())
                .filter(role -> role.allows(Permission.APPROVE_RULES))
                .map(Role::word)
                .collect(Collectors.joining(", "));
        return Optional.of(may)
                .filter(names -> !names.isEmpty())
                .map(names -> "A second person has to approve exactly this version. Who can: " + names + ".")
                .orElse("A second person has to approve exactly this version, and nobody here can: no other person has"
                        + " one of the roles " + roles + ".");
    }
}

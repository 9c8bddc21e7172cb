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

    /** @param examples of the proposed version that fail, {@code cases} of the change that get another verdict than they should */
    record Failing(long examples, long cases) {}

    ChangePage.Approval approval(Change change, Failing failing) {
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

    private List<String> missing(Change change, Failing failing) {
        if (change.state().suspended() && change.state().standing().open()) {
            return List.of("Another version came into force since: it has to be carried over, submitted and approved.");
        }
        return switch (change.state().standing()) {
            case DRAFT -> {
                var missing = new ArrayList<String>();
                missing.add("Somebody has to submit it with a reason.");
                if (failing.examples() > 0) {
                    missing.add(Numbers.of(failing.examples(), "example fails", "examples fail")
                            + ": mend the rules or the examples, or say that they no longer hold.");
                }
                if (failing.cases() > 0) {
                    missing.add(Numbers.of(failing.cases(), "case that it is for fails", "cases that it is for fail")
                            + ": mend the rules or what they should get, or say that they no longer hold.");
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
        People.Ties ties = people.ties().get();
        String may = people.all().get().stream()
                .filter(person -> person.may(Permission.APPROVE_RULES)
                        && !change.state().writers().contains(person.actor())
                        && ties.tie(person.actor(), change.state()).isEmpty())
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
                        + " one of the roles " + roles + " by an account that its author had no hand in since.");
    }
}

package remit.change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import remit.change.AccessEvent.Key;
import remit.change.AccessEvent.Rights;
import remit.kernel.Actor;

/**
 * The accounts of an installation as their evidence made them, and by whose hands: it takes two people to change rules, and
 * somebody who can sign in by an account that they made themselves is not two.
 *
 * @param seq how many events they have
 * @param links those that were ever made, used up or not
 * @param hands what others did to an account by which they could use it, for ever: a removed account is not made anew
 */
public record Accounts(
        long seq, Map<String, Rights> people, Map<String, Key> keys, Set<String> links, Map<String, List<Hand>> hands) {
    /** Before the first event. */
    public static final Accounts NONE = new Accounts(0, Map.of(), Map.of(), Set.of(), Map.of());

    public Accounts {
        people = Map.copyOf(people);
        keys = Map.copyOf(keys);
        links = Set.copyOf(links);
        hands = Map.copyOf(hands);
    }

    /**
     * What somebody did to an account.
     *
     * @param by a service where it was found done, and nobody knows by whom
     * @param what in words that follow who did it
     */
    public record Hand(Actor by, Instant at, String what) {
        /** Whether it is known whose hand it was. */
        boolean known() {
            return by.kind() == Actor.Kind.PERSON;
        }
    }

    /** Everything that is listed as in force now. @param links by the beginning of their digest to the person */
    public record Listed(Map<String, Rights> people, Map<String, Key> keys, Map<String, String> links) {
        public Listed {
            people = Map.copyOf(people);
            keys = Map.copyOf(keys);
            links = Map.copyOf(links);
        }
    }

    /** The events that lead from here to what is listed; links that were used up are no event. */
    public List<AccessEvent> towards(Listed now) {
        boolean first = seq == 0;
        var events = new ArrayList<AccessEvent>();
        for (String gone : new TreeSet<>(people.keySet()))
            if (!now.people().containsKey(gone)) events.add(new AccessEvent.Removed(gone));
        for (var each : new TreeMap<>(now.people()).entrySet()) {
            Rights known = people.get(each.getKey());
            if (known == null) events.add(new AccessEvent.Added(each.getKey(), each.getValue(), first));
            else if (!known.equals(each.getValue()))
                events.add(new AccessEvent.Changed(each.getKey(), each.getValue()));
        }
        for (var each : new TreeMap<>(keys).entrySet())
            if (!each.getValue().equals(now.keys().get(each.getKey())))
                events.add(new AccessEvent.KeyRemoved(each.getKey()));
        for (var each : new TreeMap<>(now.keys()).entrySet())
            if (!each.getValue().equals(keys.get(each.getKey())))
                events.add(new AccessEvent.KeyMade(each.getKey(), each.getValue(), first));
        for (var each : new TreeMap<>(now.links()).entrySet())
            if (!links.contains(each.getKey()))
                events.add(new AccessEvent.Linked(each.getValue(), each.getKey(), first));
        return events;
    }

    /** The accounts after an event. */
    public Accounts apply(AccessEvent event, Actor by, Instant at) {
        var next = new HashMap<>(people);
        var held = new HashMap<>(keys);
        var made = new HashSet<>(links);
        var touched = new HashMap<>(hands);
        switch (event) {
            case AccessEvent.Added(String person, Rights rights, boolean found) -> {
                next.put(person, rights);
                if (!found) touch(touched, person, new Hand(by, at, "made this account"));
            }
            case AccessEvent.Changed(String person, Rights rights) -> {
                Rights before = next.put(person, rights);
                boolean approved = before != null && before.approves();
                if (rights.approves() && !approved)
                    touch(touched, person, new Hand(by, at, "gave it the right to approve"));
                if (!rights.account().isEmpty()
                        && (before == null || !rights.account().equals(before.account())))
                    touch(touched, person, new Hand(by, at, "gave it another command line"));
            }
            case AccessEvent.Removed(String person) -> next.remove(person);
            case AccessEvent.Linked(String person, String link, boolean found) -> {
                made.add(link);
                if (!found) touch(touched, person, new Hand(by, at, "made a link that signs in by it"));
            }
            case AccessEvent.KeyMade(String key, Key fresh, boolean found) -> {
                held.put(key, fresh);
                if (!found && fresh.approves())
                    touch(touched, fresh.holder(), new Hand(by, at, "made a key that approves in its name"));
            }
            case AccessEvent.KeyRemoved(String key) -> held.remove(key);
        }
        return new Accounts(seq + 1, next, held, made, touched);
    }

    /** What people do to their own account ties it to nobody else. */
    private static void touch(Map<String, List<Hand>> hands, String person, Hand hand) {
        if (hand.by().kind() == Actor.Kind.PERSON && hand.by().id().equals(person)) return;
        var all = new ArrayList<>(hands.getOrDefault(person, List.of()));
        all.add(hand);
        hands.put(person, List.copyOf(all));
    }

    /**
     * Why this person is no second one for a change: since it was drafted, who wrote it had a hand in their account, or
     * nobody knows who had; or no evidence tells of the account. What was done to the account before is {@link #shared}.
     */
    public Optional<String> tie(Actor person, ChangeState change) {
        if (!people.containsKey(person.id())) return Optional.of("no evidence tells of your account");
        for (Hand hand : hands.getOrDefault(person.id(), List.of())) {
            if (hand.at().isBefore(change.drafted())) continue;
            if (change.writers().contains(hand.by()))
                return Optional.of("since it was drafted, whoever wrote or submitted it " + hand.what() + ", yours");
            if (!hand.known())
                return Optional.of("since it was drafted somebody " + hand.what()
                        + ", yours, by editing access.yaml: nobody knows who");
        }
        return Optional.empty();
    }

    /**
     * What whoever wrote a change had done to this person's account before they drafted it, else what somebody had whom
     * nobody knows: an approval stands, and whoever checks it should know.
     */
    public Optional<Hand> shared(Actor person, ChangeState change) {
        List<Hand> before = hands.getOrDefault(person.id(), List.of()).stream()
                .filter(hand -> hand.at().isBefore(change.drafted()))
                .toList();
        return before.stream()
                .filter(hand -> change.writers().contains(hand.by()))
                .findFirst()
                .or(() -> before.stream().filter(hand -> !hand.known()).findFirst());
    }
}

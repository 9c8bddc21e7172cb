package remit.verify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How far what somebody trusts reaches into a pack. It begins with the keys and heads that were given. A key of the pack
 * that signed a given head is trusted; so is the key that a trusted one gives way to, in an entry that a trusted head
 * covers. All that a trusted head covers is authenticated, because the tree over the pack has its root.
 */
final class Authentication {
    private final PackHeader pack;
    private final Map<Long, String> roots;
    private final List<Heads.Head> heads;
    private final List<Heads.Head> given;
    private final Set<VerifierKey> named = new LinkedHashSet<>();
    private final Set<VerifierKey> trusted = new LinkedHashSet<>();
    private long covered = -1;

    /** @param given the heads of {@code --against} that are of this log and no larger than the pack */
    Authentication(PackHeader pack, Map<Long, String> roots, List<Heads.Head> heads, List<Heads.Head> given) {
        this.pack = pack;
        this.roots = roots;
        this.heads = heads;
        this.given = given;
    }

    void begin(List<VerifierKey> keys) {
        named.addAll(keys);
        trusted.addAll(keys);
        for (Heads.Head each : given) {
            trusted.addAll(each.signers());
            if (each.holds(roots)) covered = Math.max(covered, each.head().size());
        }
        cover();
    }

    /** Follows keys that give way to others as far as it can. */
    void follow(Map<Entry.Rotation, Long> rotations) {
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<Entry.Rotation, Long> each : rotations.entrySet()) {
                Entry.Rotation rotation = each.getKey();
                if (each.getValue() < covered && trusted.contains(rotation.from()) && trusted.add(rotation.to())) {
                    more = true;
                    cover();
                }
            }
        }
    }

    private void cover() {
        for (Heads.Head each : heads) {
            boolean believed = each.signers().stream().anyMatch(trusted::contains);
            if (believed && each.holds(roots))
                covered = Math.max(covered, each.head().size());
        }
    }

    Set<VerifierKey> trusted() {
        return trusted;
    }

    /** The positions below this are authenticated; empty where nothing is. */
    OptionalLong covered() {
        return covered < 0 ? OptionalLong.empty() : OptionalLong.of(covered);
    }

    /** Why the pack is not authenticated as a whole; empty where it is. */
    List<String> open(Map<Entry.Rotation, Long> rotations) {
        var open = new ArrayList<String>();
        if (covered < pack.size()) {
            long first = Math.max(covered, pack.from());
            open.add(
                    pack.entries() == 0
                            ? "no head of the pack is one that you trust"
                            : "nothing that you trust covers positions " + first + " to " + (pack.size() - 1));
            return open;
        }
        // The pack lists all keys that the log ever had.
        for (VerifierKey key : named) {
            if (!pack.keys().contains(key))
                open.add("pack.json does not hold the key " + key.label() + " that you gave");
        }
        Set<VerifierKey> known = known(rotations);
        for (VerifierKey key : pack.keys()) {
            if (!known.contains(key))
                open.add("neither you nor the entries vouch for the key " + key.label() + " of pack.json");
        }
        for (Heads.Head each : heads) {
            boolean vouched = each.signers().stream().anyMatch(known::contains);
            if (!vouched) open.add("neither you nor the entries vouch for who signed " + each.place());
        }
        return open;
    }

    /** The trusted keys, and those that entries say were the log's before: these make nothing trusted themselves. */
    private Set<VerifierKey> known(Map<Entry.Rotation, Long> rotations) {
        var known = new LinkedHashSet<VerifierKey>(trusted);
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<Entry.Rotation, Long> each : rotations.entrySet()) {
                boolean authentic = each.getValue() < covered
                        && known.contains(each.getKey().to());
                if (authentic) more |= known.add(each.getKey().from());
            }
        }
        return known;
    }
}

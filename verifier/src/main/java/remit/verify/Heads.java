package remit.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/** Checks {@code heads.txt}: form, order, signatures; and the roots, once the tree is known. */
final class Heads {
    static final String FILE = "heads.txt";
    private static final int MOST = 200_000;

    private final PackHeader pack;
    private final Findings findings;
    private final List<Head> heads = new ArrayList<>();

    /** A head that could be compared with the tree. {@code place} says where it stands. */
    record Head(String place, TreeHead head, Set<VerifierKey> signers) {
        boolean holds(Map<Long, String> roots) {
            return head.root().equals(roots.get(head.size()));
        }

        /** Whether its root and the tree's are known and differ. */
        boolean fails(Map<Long, String> roots) {
            return roots.containsKey(head.size()) && !holds(roots);
        }
    }

    Heads(PackHeader pack, Findings findings) {
        this.pack = pack;
        this.findings = findings;
    }

    List<Head> list() {
        return heads;
    }

    void read(Lines lines) throws IOException {
        long last = -1;
        for (int number = 1; ; number++) {
            TreeHead head = TreeHead.read(lines, "--");
            if (head == null) break;
            if (number > MOST) throw new MalformedException("there are more than " + MOST + " tree heads");
            String place = FILE + " head " + number + " (of " + head.size() + " entries)";
            if (head.size() <= last) findings.add(place, "is not larger than the head before it");
            last = Math.max(last, head.size());
            check(place, head);
        }
        missing();
    }

    private void check(String place, TreeHead head) {
        if (!head.origin().equals(pack.origin())) {
            findings.add(place, "is of the log " + head.origin() + ", the pack of " + pack.origin());
            return;
        }
        if (head.size() < pack.from() || head.size() > pack.size()) {
            findings.add(place, "is no head of the entries in this pack");
            return;
        }
        Set<VerifierKey> signers = head.signers(pack.keys());
        if (signers.size() < head.signatures().size()) {
            findings.add(place, "bears a signature that is by no key of the pack: changed, or signed by somebody else");
        }
        heads.add(new Head(place, head, signers));
    }

    private void missing() {
        var sizes = new TreeSet<Long>();
        for (Head each : heads) sizes.add(each.head().size());
        long next = (pack.from() / Entries.FILE_ENTRIES + 1) * Entries.FILE_ENTRIES;
        for (; next < pack.size(); next += Entries.FILE_ENTRIES) {
            if (!sizes.contains(next)) findings.add(FILE, "there is no head of " + next + " entries");
        }
        if (!sizes.contains(pack.size())) findings.add(FILE, "there is no head of all " + pack.size() + " entries");
    }

    /**
     * Says where the tree and the heads part. Only heads that are trusted narrow it down, where one of them fails:
     * others may have been made to point at a wrong place.
     *
     * @param comparable in order of size
     */
    static void compare(List<Head> comparable, Set<VerifierKey> trusted, Roots roots, Findings findings) {
        List<Head> believed = comparable.stream()
                .filter(each -> each.place().startsWith(Trust.AGAINST)
                        || each.signers().stream().anyMatch(trusted::contains))
                .toList();
        boolean fails = believed.stream().anyMatch(each -> each.fails(roots.bySize()));
        List<Head> used = fails ? believed : comparable;
        long good = roots.from();
        boolean apart = false;
        for (Head each : used) {
            if (!each.fails(roots.bySize())) {
                if (each.holds(roots.bySize())) {
                    good = Math.max(good, each.head().size());
                    apart = false;
                }
                continue;
            }
            if (!apart)
                findings.add(
                        each.place(),
                        "has another root than leaves.sha256: "
                                + range(good, each.head().size()));
            apart = true;
        }
    }

    private static String range(long from, long size) {
        if (size <= from) return "what comes before position " + size + " is another history, or the head is false";
        return "something was changed, added or left out in positions " + from + " to " + (size - 1)
                + ", or the head is false";
    }

    /** Roots of the tree over {@code leaves.sha256} by size, and where the pack begins. */
    record Roots(long from, Map<Long, String> bySize) {}
}

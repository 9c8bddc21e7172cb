package remit.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.verify.text.Hash;
import remit.verify.text.Json;
import remit.verify.text.MalformedException;

/**
 * Checks one proof. It may have been made by an enemy: the keys and heads in it say nothing by themselves. A head is
 * authentic where a trusted key signed it, or where a head that was given has its size and root. A key of the proof is
 * trusted where it signed a head that was given.
 */
final class ProofCheck {
    private static final int LONGEST = 64 << 20;
    private static final String HEAD = "head";
    private static final String EARLIER = "earlier";

    private final Proof.Frame frame;
    private final Trust trust;
    private final Findings findings;
    private final List<TreeHead> given = new ArrayList<>();
    private final Set<VerifierKey> trusted = new LinkedHashSet<>();
    private final Set<String> by = new LinkedHashSet<>();
    private final List<String> open = new ArrayList<>();
    private final Set<TreeHead> used = new HashSet<>();

    private ProofCheck(Proof.Frame frame, Trust trust, Findings findings) {
        this.frame = frame;
        this.trust = trust;
        this.findings = findings;
    }

    /** The bytes of a proof, of which there are not too many. */
    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) throw new MalformedException("is longer than " + LONGEST + " bytes");
            return bytes;
        }
    }

    static ProofReport check(Proof proof, Trust trust, Findings findings) {
        var check = new ProofCheck(proof.frame(), trust, findings);
        check.begin();
        String sentence = switch (proof) {
            case Proof.OfCase ofCase -> check.ofCase(ofCase);
            case Proof.OfGrowth ofGrowth -> check.ofGrowth(ofGrowth);
        };
        check.unused();
        var claim = new ProofReport.Claim(sentence, proof.frame().head());
        return ProofReport.of(findings, claim, List.copyOf(check.by), check.open);
    }

    private void begin() {
        TreeHead head = frame.head();
        for (VerifierKey key : trust.keys()) {
            if (key.name().equals(head.origin())) trusted.add(key);
            else findings.add(Trust.KEY, "is of the log " + key.name() + ", the proof of " + head.origin());
        }
        Set<VerifierKey> known = new LinkedHashSet<>(frame.keys());
        known.addAll(trusted);
        for (TreeHead each : trust.heads()) {
            String place = place(each);
            if (!each.origin().equals(head.origin())) {
                findings.add(place, "is of the log " + each.origin() + ", the proof of " + head.origin());
            } else if (each.hasFalseSignature(known)) {
                findings.add(place, "was changed: it names a key that did not sign it");
            } else {
                given.add(each);
                Set<VerifierKey> signers = each.signers(known);
                if (!signers.isEmpty()) used.add(each);
                trusted.addAll(signers);
            }
        }
    }

    private static String place(TreeHead given) {
        return Trust.AGAINST + " (head of " + given.size() + " entries)";
    }

    /** Checks that all who signed a head are known, and says whether it can be believed. */
    private boolean authentic(String place, TreeHead head) {
        if (head.signers(frame.keys()).size() < head.signatures().size()) {
            findings.add(
                    place, "bears a signature that is by no key of the proof: changed, or signed by somebody else");
        }
        boolean believed = isGiven(place, head.size(), head.root());
        for (VerifierKey key : head.signers(trusted)) {
            by.add("the key " + key.label());
            believed = true;
        }
        return believed;
    }

    /** Whether this is the size and root of a head that was given; another root of the same size is a finding. */
    private boolean isGiven(String place, long size, String root) {
        boolean is = false;
        for (TreeHead each : given) {
            if (each.size() != size) continue;
            used.add(each);
            if (each.root().equals(root)) {
                by.add("the head of " + size + " entries that you gave");
                is = true;
            } else {
                findings.add(place, "has another root than the head of " + size + " entries that you gave");
            }
        }
        return is;
    }

    /** What was given and could not be compared must not look as if it had been. */
    private void unused() {
        for (TreeHead each : given) {
            if (!used.contains(each)) open.add(place(each) + " says nothing about this proof, which is of other sizes");
        }
    }

    private void head() {
        if (!authentic(HEAD, frame.head())) {
            open.add("nothing that you trust says that the head of "
                    + frame.head().size() + " entries is the log's");
        }
    }

    private String ofCase(Proof.OfCase proof) {
        head();
        var ids = new HashSet<String>();
        long last = -1;
        long number = 0;
        for (Proof.Item item : proof.entries()) {
            number++;
            String place = "entry " + number + " (position " + item.position() + ")";
            if (item.position() <= last) findings.add(place, "does not come after the one before it");
            last = item.position();
            long wanted = number;
            findings.check(() -> place, () -> entry(proof, item, wanted, ids));
        }
        if (proof.entries().isEmpty()) findings.add("entries", "there is none, so nothing is proven");
        return (number == 1 ? "the event" : "the first " + number + " events") + " of the case " + proof.caseId()
                + (number == 1 ? " is" : " are") + " in the log, with none missing between them";
    }

    private void entry(Proof.OfCase proof, Proof.Item item, long wanted, Set<String> ids) throws MalformedException {
        Json.Object event = item.event();
        if (!(event.get("case") instanceof Json.Text(String caseId)) || !caseId.equals(proof.caseId())) {
            throw new MalformedException("is no event of the case " + proof.caseId());
        }
        long seq = event.whole("seq_in_case");
        if (seq != wanted)
            throw new MalformedException("is event " + seq + " of its case, where " + wanted + " should be");
        if (!ids.add(event.text("id"))) throw new MalformedException("has the id of another entry");
        byte[] led =
                Paths.root(Hash.leaf(item.leaf()), item.position(), frame.head().size(), item.path());
        if (!Arrays.equals(led, frame.root())) {
            throw new MalformedException("its path does not lead to the root of the head: the leaf, its position or the"
                    + " path was changed");
        }
    }

    private String ofGrowth(Proof.OfGrowth proof) {
        head();
        TreeHead earlier = proof.earlier();
        if (earlier != null && !earlier.origin().equals(frame.head().origin())) {
            findings.add(
                    EARLIER,
                    "is of the log " + earlier.origin() + ", the proof of "
                            + frame.head().origin());
            earlier = null;
        }
        byte[] root = earlierRoot(proof.from(), earlier);
        if (root == null) {
            open.add("nothing tells the root of the first " + proof.from() + " entries: give the head of that size");
        } else {
            findings.check(
                    () -> "proof",
                    () -> Paths.consistent(proof.from(), root, frame.head().size(), frame.root(), proof.hashes()));
        }
        return "the log of " + proof.from() + " entries is the beginning of the log";
    }

    /** The root of the smaller tree, believed where it can be; null where nobody says it. */
    private byte @Nullable [] earlierRoot(long from, @Nullable TreeHead earlier) {
        // Whoever signed it: of no entry there is one root.
        if (from == 0 && earlier == null) return Hash.of();
        if (earlier != null) {
            if (!authentic(EARLIER, earlier)) {
                open.add("nothing that you trust says that the head of " + from + " entries is the log's");
            }
            return java.util.HexFormat.of().parseHex(earlier.root());
        }
        String root = null;
        for (TreeHead each : given) {
            if (each.size() != from) continue;
            used.add(each);
            if (root == null) root = each.root();
            else if (!root.equals(each.root())) findings.add(place(each), "has another root than one given before it");
        }
        if (root == null) return null;
        by.add("the head of " + from + " entries that you gave");
        return java.util.HexFormat.of().parseHex(root);
    }
}

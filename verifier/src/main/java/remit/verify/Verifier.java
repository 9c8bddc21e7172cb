package remit.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/**
 * Checks an evidence pack, or one proof of the log (docs/reference/evidence-pack.md): start here. It may have been made by
 * an enemy; whatever it holds, the answer says "verified" only at the end of a check that found nothing.
 */
public final class Verifier {
    /** The place of the first file of {@code entries/} in the archive. */
    static final int FIRST_ENTRIES = 3;

    private static final String TOO_LARGE =
            "asks for more memory than there is; if it is yours, give java more with -Xmx";

    private final Archive archive;
    private final Trust trust;
    private final Findings findings;
    private Report.@Nullable Contents contents;
    private Report.Cover cover = Report.Cover.NONE;

    private Verifier(Archive archive, Trust trust, Findings findings) {
        this.archive = archive;
        this.trust = trust;
        this.findings = findings;
    }

    /** The same path, once there is a file to be checked. */
    public static Path existing(Path pack) throws UnusableException {
        String fix = "name the file that remit evidence export wrote, or what remit evidence prove printed";
        String name = pack.toString();
        if (Files.notExists(pack)) throw new UnusableException(name, "there is no such file", fix);
        if (Files.isDirectory(pack)) throw new UnusableException(name, "is a folder", fix);
        if (!Files.isReadable(pack)) throw new UnusableException(name, "may not be read", fix);
        return pack;
    }

    /** Checks what is in this file, a pack or a proof, by what is trusted. */
    public static Answer check(Path file, Trust trust) {
        return isObject(file) ? verifyProof(file, trust) : verify(file, trust);
    }

    /** A pack begins with the letters of an archive, a proof with an object. */
    private static boolean isObject(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.read() == '{';
        } catch (IOException e) {
            // Whoever reads it next says so.
            return false;
        }
    }

    /** Checks the proof in this file by what is trusted. */
    static ProofReport verifyProof(Path file, Trust trust) {
        var findings = new Findings();
        String name = String.valueOf(file.getFileName());
        try {
            return ProofCheck.check(Proof.parse(ProofCheck.bytes(file)), trust, findings);
        } catch (MalformedException e) {
            findings.add(name, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            findings.add(name, "cannot be read (" + e + ")");
        } catch (OutOfMemoryError e) {
            findings.add(name, TOO_LARGE);
        } catch (RuntimeException | StackOverflowError e) {
            findings.add(name, "could not be checked, because this program failed (" + e + ")");
        }
        return ProofReport.of(findings, null, List.of(), List.of());
    }

    /** Checks the pack in this file by what is trusted. */
    public static Report verify(Path pack, Trust trust) {
        var findings = new Findings();
        String file = String.valueOf(pack.getFileName());
        try (Archive archive = Archive.open(pack)) {
            var verifier = new Verifier(archive, trust, findings);
            verifier.check(file);
            return Report.of(findings, verifier.contents, verifier.cover);
        } catch (MalformedException e) {
            findings.add(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            findings.add(file, "cannot be read (" + e + ")");
        } catch (OutOfMemoryError e) {
            findings.add(file, TOO_LARGE);
        } catch (RuntimeException | StackOverflowError e) {
            findings.add(file, "could not be checked, because this program failed (" + e + ")");
        }
        return Report.of(findings, null, Report.Cover.NONE);
    }

    private void check(String file) throws IOException {
        List<Archive.Member> members = archive.members();
        for (int i = 0; i < members.size(); i++) {
            String name = members.get(i).name();
            if (!name.equals(expected(i))) {
                throw new MalformedException("holds \"" + name + "\" where " + expected(i) + " should be");
            }
        }
        if (members.size() < FIRST_ENTRIES) throw new MalformedException("has no " + expected(members.size()));
        PackHeader pack;
        try (var in = archive.read(0)) {
            pack = PackHeader.read(in);
        } catch (MalformedException e) {
            findings.add(PackHeader.FILE, String.valueOf(e.getMessage()));
            return;
        }
        if (members.size() != FIRST_ENTRIES + pack.files()) {
            findings.add(
                    file,
                    "has " + (members.size() - FIRST_ENTRIES) + " files of entries; " + pack.entries()
                            + " entries stand in " + pack.files());
            return;
        }
        if (members.get(1).sizes().plain() != pack.entries() * Leaves.LINE_BYTES) {
            findings.add(Leaves.FILE, "does not hold one hash for each of " + pack.entries() + " entries");
            return;
        }
        check(pack);
    }

    private static String expected(int index) {
        return switch (index) {
            case 0 -> PackHeader.FILE;
            case 1 -> Leaves.FILE;
            case 2 -> Heads.FILE;
            default -> Entries.file(index - FIRST_ENTRIES);
        };
    }

    private void check(PackHeader pack) throws IOException {
        var heads = new Heads(pack, findings);
        try (var lines = new Lines(archive.read(2), TreeHead.LONGEST_LINE)) {
            findings.check(() -> Heads.FILE + " line " + lines.number(), () -> heads.read(lines));
        }
        List<Heads.Head> given = given(pack);
        Map<Long, String> roots = roots(pack, heads.list(), given);
        var entries = new Entries(pack, findings);
        try (var hashes = new Lines(archive.read(1), Leaves.LINE_BYTES)) {
            entries.read(archive, hashes);
        }
        if (findings.count() == 0 && !entries.root().equals(roots.get(pack.size()))) {
            findings.add(Leaves.FILE, "was changed while it was read");
        }
        var authentication = new Authentication(pack, roots, heads.list(), given);
        keysOfThisLog(pack);
        authentication.begin(trust.keys());
        authentication.follow(entries.rotations());
        var comparable = new ArrayList<>(heads.list());
        comparable.addAll(given);
        comparable.sort(Comparator.comparingLong(each -> each.head().size()));
        Heads.compare(comparable, authentication.trusted(), new Heads.Roots(pack.from(), roots), findings);
        contents = Report.Contents.of(pack, heads.list(), entries);
        cover = Report.Cover.of(pack, authentication, entries.rotations());
    }

    private void keysOfThisLog(PackHeader pack) {
        for (VerifierKey key : trust.keys()) {
            if (!key.name().equals(pack.origin())) {
                findings.add(Trust.KEY, "is of the log " + key.name() + ", the pack of " + pack.origin());
            }
        }
    }

    /** The heads of {@code --against} that can say something about this pack. */
    private List<Heads.Head> given(PackHeader pack) {
        var given = new ArrayList<Heads.Head>();
        for (TreeHead head : trust.heads()) {
            String place = Trust.AGAINST + " (head of " + head.size() + " entries)";
            Set<VerifierKey> known = new LinkedHashSet<>(pack.keys());
            known.addAll(trust.keys());
            if (!head.origin().equals(pack.origin())) {
                findings.add(place, "is of the log " + head.origin() + ", the pack of " + pack.origin());
            } else if (head.hasFalseSignature(known)) {
                findings.add(place, "was changed: it names a key that did not sign it");
            } else if (head.size() > pack.size()) {
                findings.add(place, "the pack was cut: it ends after " + pack.size() + " entries");
            } else {
                given.add(new Heads.Head(place, head, head.signers(pack.keys())));
            }
        }
        return given;
    }

    private Map<Long, String> roots(PackHeader pack, List<Heads.Head> heads, List<Heads.Head> given)
            throws IOException {
        var wanted = new HashSet<Long>();
        wanted.add(pack.size());
        for (Heads.Head each : heads) wanted.add(each.head().size());
        for (Heads.Head each : given) wanted.add(each.head().size());
        Map<Long, String> roots = new HashMap<>();
        try (var lines = new Lines(archive.read(1), Leaves.LINE_BYTES)) {
            findings.check(
                    () -> Leaves.FILE + " line " + lines.number(), () -> Leaves.read(pack, lines, wanted, roots));
        }
        return roots;
    }
}

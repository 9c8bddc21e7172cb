package remit.server.catalog;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import remit.decision.Level;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.process.ProcessContract;
import remit.server.packs.Pack;
import remit.server.packs.PackFile;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore;

/**
 * Where the rules above a process live: each level is published under a name of its own, and every version of a process
 * carries a copy of what binds it, so that one hash pins all that had a say.
 */
public final class LevelFiles {
    /** The name under which the organisation's table is published; no process can have it. */
    public static final String ORGANISATION = "@organisation";

    private static final String DOMAIN = "@domain/";
    private static final String FOLDER = "levels/";
    /** The one file of a level. */
    static final String TABLE = "authority.dmn";

    private LevelFiles() {}

    /** The name under which the table of a domain is published. */
    public static String domain(String name) {
        return DOMAIN + name;
    }

    /** Whether some contract could be bound by a level of this name. */
    public static boolean nameable(String subject) {
        return subject.equals(ORGANISATION) || subject.matches(DOMAIN + "[a-z][a-z0-9-]{0,39}");
    }

    /** Which level a name stands for; empty for a process. */
    public static Optional<Level.Kind> kind(String subject) {
        if (subject.equals(ORGANISATION)) return Optional.of(Level.Kind.ORGANISATION);
        return subject.startsWith(DOMAIN) ? Optional.of(Level.Kind.DOMAIN) : Optional.empty();
    }

    /** Whether a level of this name binds a process under this contract. */
    static boolean binds(String subject, ProcessContract contract) {
        return subject.equals(ORGANISATION)
                || subject.equals(domain(contract.governance().domain()));
    }

    /** The file that carries a level in a pack version. */
    static String path(Level.Kind kind) {
        return FOLDER + kind.word() + ".dmn";
    }

    /** Every level that these files carry, widest first. */
    static Checked<List<Level>> read(List<PackFile> files, String folder) {
        var levels = new ArrayList<Level>();
        var problems = new ArrayList<Problem>();
        for (Level.Kind kind : Level.Kind.values()) {
            for (PackFile file : files) {
                if (!file.path().equals(path(kind))) continue;
                Checked<Level> level = Level.read(kind, file.bytes(), folder + "/" + file.path());
                problems.addAll(level.problems());
                if (level instanceof Checked.Ok<Level>(Level read)) levels.add(read);
            }
        }
        return problems.isEmpty() ? Checked.ok(levels) : Checked.refused(problems);
    }

    /** How far all levels have come: what is compiled under them goes by that. */
    public static ProcessWrite.Ground ground(VersionStore versions) {
        return versions.ground("@");
    }

    /** The files of a pack with the levels in force in place of those that it carried. */
    static List<PackFile> under(Pack pack, VersionStore versions) {
        var files = new ArrayList<>(pack.files());
        files.removeIf(file -> file.path().startsWith(FOLDER));
        add(files, Level.Kind.ORGANISATION, versions.latestPack(ORGANISATION));
        String domain = pack.contract().governance().domain();
        if (!domain.isEmpty()) add(files, Level.Kind.DOMAIN, versions.latestPack(domain(domain)));
        return files;
    }

    private static void add(List<PackFile> files, Level.Kind kind, Optional<VersionStore.PackVersion> version) {
        version.ifPresent(found -> files.add(new PackFile(path(kind), table(found))));
    }

    /** The table of a level's version. */
    static byte[] table(VersionStore.PackVersion version) {
        return Base64.getDecoder().decode(version.files().text(TABLE, ""));
    }
}

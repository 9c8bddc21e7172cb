package remit.server.cli.evidence;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.acts.Acts;
import remit.server.backup.Backups;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.wiring.Installation;

/** {@code remit backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        header = "Copies the whole installation into one file, while it works or while it is stopped.",
        description = {
            "The embedded database as it is at one moment, and what lies beside it in the data directory: keys, people, outbox,"
                    + " inbox. The file holds the evidence key, the installation key and all personal data, and is not"
                    + " encrypted: keep it as you keep the ledger.",
            "With archive_dir in the configuration every later change is kept too: see docs/how-to/back-up.md."
        },
        footer = {
            "",
            "Examples:",
            "  remit backup -o /backup",
            "  remit backup -o /backup --keep 7",
            "  remit backup -o before-the-move.zip --data-dir /var/lib/remit/data"
        })
public final class BackupCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PLACE",
            required = true,
            description = "The file to write, or a folder for a file named by the time.")
    Path output = Path.of("");

    @Option(
            names = "--keep",
            paramLabel = "N",
            description =
                    "Delete all but the newest N backups of this database in the folder, and what only they needed of the"
                            + " archive.")
    @Nullable
    Integer keep;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    public BackupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (keep != null && (keep < 1 || !Files.isDirectory(output))) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-081",
                            "--keep " + keep,
                            "it keeps at least one, and goes with a folder behind --output",
                            "see remit backup --help")));
        }
        refuseOwnServer(console, console.settings(common).database().url(), "remit backup");
        console.whenInterrupted("interrupted; no backup was made, and none was changed");
        return console.reading(common, installation -> {
            Acting who = console.acting(installation, common, Permission.ADMINISTER);
            try (Acts.Begun act = installation
                    .acts()
                    .begin(
                            Acts.Kind.BACKUP,
                            who,
                            Json.object("keep", keep),
                            Json.object(
                                    "to", output.toAbsolutePath().normalize().toString()))) {
                return backUp(installation, act);
            }
        });
    }

    private int backUp(Installation installation, Acts.Begun act) {
        // A key that was made after the copy would be missing beside changes that were signed with it.
        installation.sequencer().sequence();
        var backups = new Backups(installation.directory(), installation.source());
        Backups.Made made = backups.make(output);
        var pruned = keep == null ? new Backups.Pruned(List.of(), 0) : backups.prune(made, keep);
        act.done(Json.object(
                "made_at", made.manifest().madeAt().toString(),
                "files", made.manifest().files().size(),
                "bytes", made.bytes(),
                "deleted", pruned.backups().size(),
                "deleted_segments", pruned.segments()));
        if (json) console.print(told(made, pruned).pretty());
        else tell(made, pruned);
        Optional<Instant> failing = backups.archiveFailing();
        failing.ifPresent(
                since -> console.note("FOUND the archive " + made.manifest().archive() + " takes nothing (last tried "
                        + since + "); see postgres.log in the data directory"));
        return failing.isPresent() ? ExitStatus.FINDING : ExitStatus.OK;
    }

    static void refuseOwnServer(Console console, @Nullable String url, String command) {
        if (url == null) return;
        throw new Failure(
                ExitStatus.USAGE,
                List.of(
                        new Problem(
                                "RMT-241",
                                command,
                                "the database is a server of your own (db_url), which this command does not copy",
                                "use that server's tools, such as pg_basebackup or pg_dump, and copy the data directory beside it")));
    }

    private static Json.Obj told(Backups.Made made, Backups.Pruned pruned) {
        return Json.object(
                "file", made.file().toString(),
                "made_at", made.manifest().madeAt().toString(),
                "files", made.manifest().files().size(),
                "bytes", made.bytes(),
                "archive", made.manifest().archive(),
                "deleted",
                        Json.strings(
                                pruned.backups().stream().map(Path::toString).toList()),
                "deleted_segments", pruned.segments());
    }

    private void tell(Backups.Made made, Backups.Pruned pruned) {
        console.print("%s: %,d files in %,d bytes, as it was at %s"
                .formatted(
                        made.file(),
                        made.manifest().files().size(),
                        made.bytes(),
                        made.manifest().madeAt()));
        if (keep != null) {
            console.print("deleted %d older backups and %d segments of the archive"
                    .formatted(pruned.backups().size(), pruned.segments()));
        }
        String archive = made.manifest().archive();
        console.note(
                archive == null
                        ? "what is recorded from now on is in no backup; set archive_dir to keep it too"
                        : "what is recorded from now on is kept in " + archive);
        console.note("the file holds keys and personal data, and is not encrypted: let nobody else read it");
    }
}

package remit.server.cli.evidence;

import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Person;
import remit.server.backup.Restoring;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.wiring.Installation;
import remit.verify.Finding;

/** {@code remit restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        header = "Makes an installation of a backup again, and verifies it before it gets its name.",
        description = {
            "Everything that is there is taken up: the backup, the archive that it names or those behind --changes, and the data"
                    + " directory of the old installation, if that survived. Then the log is verified as an outsider would,"
                    + " and the projections are compared with it; only then the folder appears.",
            "The exit status is 0 when all of it is verified, 1 when something was found. Projections that differ are mended, and"
                    + " it is restored. Where evidence is missing or damaged nothing is left, unless you say --despite-findings."
        },
        footer = {
            "",
            "Examples:",
            "  remit restore /backup/remit-20261129T020000Z.zip --data-dir /var/lib/remit/data",
            "  remit restore remit-20261129T020000Z.zip --data-dir new --changes /backup/changes --changes old-data",
            "  remit restore remit-20261129T020000Z.zip --data-dir new --until 2026-11-29T08:15:00Z",
            "  remit restore remit-20261129T020000Z.zip --data-dir new --against head.txt"
        })
public final class RestoreCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "BACKUP", description = "What remit backup wrote.")
    Path backup = Path.of("");

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            required = true,
            description = "The folder that shall hold it: not there yet, or empty.")
    Path dataDirectory = Path.of("");

    @Option(
            names = "--changes",
            paramLabel = "DIR",
            description =
                    "A folder with what was recorded since: an archive, or the data directory of the old installation;"
                            + " again for each (default: the archive that the backup names).")
    List<Path> changes = new ArrayList<>();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Leave out what was committed after this time, such as 2026-11-29T08:15:00Z.")
    @Nullable
    String until;

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = "A tree head that somebody kept: it tells whether what is restored ends before it.")
    List<Path> heads = new ArrayList<>();

    @Option(
            names = "--despite-findings",
            description =
                    "Restore it although evidence is missing or damaged. What is wrong with it is told and recorded.")
    boolean despite;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    public RestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Instant moment = until == null ? null : time(until);
        BackupCommand.refuseOwnServer(
                console, console.settings(dataDirectory).database().url(), "remit restore");
        console.whenInterrupted("interrupted; nothing was restored");
        try (Restoring restoring = Restoring.begin(new Restoring.Order(backup, dataDirectory, changes, moment))) {
            Thread hook = Thread.ofPlatform().name("remit-give-up").unstarted(restoring::close);
            Runtime.getRuntime().addShutdownHook(hook);
            Restoring.Grown grown = restoring.grow();
            RestoredLook.Seen seen =
                    console.restored(restoring.folder(), installation -> look(installation, grown, moment));
            if (isRestored(seen)) restoring.publish();
            if (json)
                console.print(seen.toJson()
                        .with("restored", Json.of(isRestored(seen)))
                        .pretty());
            else tell(seen, grown);
            return seen.isWhole() ? ExitStatus.OK : ExitStatus.FINDING;
        }
    }

    private boolean isRestored(RestoredLook.Seen seen) {
        return seen.isSound() || despite;
    }

    private RestoredLook.Seen look(Installation installation, Restoring.Grown grown, @Nullable Instant moment) {
        var look = new RestoredLook(installation.source(), installation.sequencer(), installation.evidenceKeys());
        RestoredLook.Seen seen = look.at(heads, installation.path());
        if (isRestored(seen)) record(installation, grown, moment, seen);
        return seen;
    }

    /** Whoever keeps a head of what was lost finds here why the log has none of it. */
    private static void record(
            Installation installation, Restoring.Grown grown, @Nullable Instant moment, RestoredLook.Seen seen) {
        Actor actor = installation.person(null) instanceof Checked.Ok<Person>(Person person)
                ? person.actor()
                : EvidenceLog.engine();
        RestoredLook.Last last = seen.last();
        Json.Obj body = Json.object(
                "made_at",
                grown.manifest().madeAt().toString(),
                "until",
                moment == null ? null : moment.toString(),
                "events",
                seen.events(),
                "last",
                last == null ? null : last.id());
        var step = new ProcessWrite.Step("@evidence", null, "LogRestored", actor, Json.EMPTY, body, found(seen));
        EvidenceLog.await(
                installation.log().append(new ProcessWrite(installation.clock().instant(), List.of(step), null)));
        installation.sequencer().sequence();
    }

    /** Whoever audits it later reads with what it was restored; null where nothing was found. */
    private static Json.@Nullable Obj found(RestoredLook.Seen seen) {
        if (seen.isWhole()) return null;
        return Json.object(
                "found",
                seen.report().found(),
                "findings",
                Json.strings(
                        seen.report().findings().stream().map(Finding::toString).toList()),
                "missing",
                seen.missing(),
                "differences",
                seen.rows().differing(),
                "left",
                seen.rows().left());
    }

    private void tell(RestoredLook.Seen seen, Restoring.Grown grown) {
        RestoredLook.Last last = seen.last();
        console.print("backup of %s, and %d segments of changes after it"
                .formatted(grown.manifest().madeAt(), grown.segments()));
        console.print(
                last == null
                        ? "no event"
                        : "%,d events; the last is %s of %s (%s)"
                                .formatted(seen.events(), last.type(), last.recordedAt(), last.id()));
        var head = seen.head();
        if (head != null)
            console.print("newest head: %,d entries, signed %s".formatted(head.size(), head.recordedAt()));
        for (Finding finding : seen.report().findings()) console.print("FOUND " + finding);
        if (seen.missing() > 0)
            console.print("FOUND %,d events are not where the tree has them".formatted(seen.missing()));
        if (seen.rows().differing() > 0)
            console.print("FOUND %,d rows of projections were not as the log gives them; %s"
                    .formatted(
                            seen.rows().differing(),
                            seen.rows().left() == 0
                                    ? "they were mended"
                                    : seen.rows().left() + " still are not"));
        if (!isRestored(seen)) {
            console.print("not restored: what was found stands above; " + dataDirectory + " was not made");
            console.note("take an earlier backup, or restore what there is of this one with --despite-findings");
            return;
        }
        console.print(
                seen.isSound()
                        ? "verified: every event has its place under the signed heads, and the projections are as the log"
                                + " gives them"
                        : "NOT VERIFIED: evidence is missing or damaged, as found above, and stays so in what is restored");
        console.print("restored in " + dataDirectory.toAbsolutePath().normalize());
        console.note(
                "what was recorded later is lost, also erasures: erase again what the list of requests has since then");
        console.note("make a backup of it now, and never let the old installation work beside it");
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-248", "--until " + text, "is no time", "write one such as 2026-11-29T08:15:00Z")));
        }
    }
}

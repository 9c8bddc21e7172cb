package remit.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Acting;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.live.NoticeOutbox;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.runs.Climbing;
import remit.server.runs.FileRun;
import remit.server.runs.HistoryOption;
import remit.server.runs.Progress;
import remit.server.runs.RunReport;
import remit.server.wiring.Channels;
import remit.server.wiring.Installation;

/** {@code remit run PACK --data FILE}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header = "Runs a file through a process: learn from its first part, decide the rest.",
        description = {
            "",
            "Rows are put in time order. The first part is history that the author learns from; the rest are live cases:",
            "proposed, decided by the rules, written back, and scored against the truths in the file. Interrupted, the same",
            "command completes it; finished, it prints the same again.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  remit run packs/invoices --data packs/invoices/sample.csv",
            "  remit run packs/invoices --data ledger.csv.gz --history 0.4 --json",
            "  remit run packs/claims --data claims.csv --history 2024-01-01 --data-dir /var/lib/remit",
            "  remit run packs/invoices --data ledger.csv.gz --ladder --authorise sampled --authorise-limit 3%%"
        })
final class RunCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "PACK", description = "The pack's folder.")
    Path pack = Path.of("");

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "The rows: CSV, plain or gzip.")
    Path data = Path.of("");

    @Option(
            names = "--history",
            paramLabel = "SHARE|DATE",
            description = "How much is history: a share (0.5) or the first live day (2024-03-01)."
                    + " Default: half while the process has no author, else none.")
    @Nullable
    String history;

    @ArgGroup(exclusive = false, heading = "%nEarned autonomy:%n")
    LadderOptions ladder = new LadderOptions();

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        HistoryOption option = console.need(HistoryOption.read(history));
        Climbing climbing = console.need(ladder.read()).orElse(null);
        Pack read = console.need(PackReader.read(pack));
        refuseMissing();
        console.whenInterrupted("interrupted; the same command goes on from here");
        return console.with(
                common,
                installation -> run(
                        installation,
                        new FileRun.Request(
                                read, pack, data, option, installation.path().resolve("rejected.csv"), climbing)));
    }

    /** Before the database is opened: a mistyped file name makes no data directory. */
    private void refuseMissing() {
        Problem problem = Files.isDirectory(data)
                ? new Problem("RMT-431", data.toString(), "is a folder", "give one CSV file, plain or .gz")
                : new Problem("RMT-430", data.toString(), "there is no such file", "check the path");
        if (Files.isDirectory(data) || Files.notExists(data)) throw new Failure(ExitStatus.USAGE, List.of(problem));
    }

    private int run(Installation installation, FileRun.Request request) {
        Person person = console.person(installation, common, Role.Permission.SUBMIT);
        // Whoever signs promotions beforehand has to be one who may sign them.
        if (request.climbing() != null && request.climbing().upTo() != null)
            console.person(installation, common, Role.Permission.APPROVE_RULES);
        try (Progress progress = console.progress()) {
            var acting = new Acting(
                    person.actor(), console.need(installation.person(null)).actor());
            installation.changes().tend().forEach(console::note);
            var run = new FileRun(console.need(installation.runParts(acting)), progress);
            RunReport report = console.need(run.run(request));
            progress.close();
            tell(installation, request.pack());
            console.print(json ? report.json().pretty() : report.text());
            sign(installation);
            if (report.rejectedFile() != null) {
                console.note("rejected rows are listed in " + report.rejectedFile());
            }
            return report.exitStatus();
        }
    }

    /** What the run recorded stands whoever signs it; that nobody could is said. */
    private void sign(Installation installation) {
        try {
            installation.sequencer().sequence();
        } catch (ProblemException | IllegalStateException unsigned) {
            console.note("the log is not signed yet: " + unsigned.getMessage());
        }
    }

    /** A reviewer is told that work waits, by the way that the configuration names; what cannot leave now waits too. */
    private void tell(Installation installation, Pack read) {
        NoticeOutbox outbox = console.need(Channels.outbox(installation, console.settings(common)));
        Channels.telling(installation, outbox, List.of(read.contract())).tell();
        Channels.ladders(installation, outbox, () -> List.of(read.contract())).tell();
        outbox.deliver();
    }
}

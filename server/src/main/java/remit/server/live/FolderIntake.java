package remit.server.live;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.runs.FileRun;
import remit.server.runs.HistoryOption;
import remit.server.runs.Progress;
import remit.server.runs.RunParts;
import remit.server.runs.RunReport;

/**
 * Batch intake: a file laid into {@code inbox/PROCESS} runs through the process as live cases, then moves to {@code done}
 * beside its report, or to {@code failed} beside its problems. A file that still grows is left alone; a file that was
 * taken in half when the process died is taken in again, which completes it.
 */
public final class FolderIntake {
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final RunParts parts;
    private final List<LiveDesk.Served> served;
    private final Path inbox;

    public FolderIntake(RunParts parts, List<LiveDesk.Served> served, Path inbox) {
        this.parts = parts;
        this.served = List.copyOf(served);
        this.inbox = inbox;
        for (LiveDesk.Served each : served) folder(each);
    }

    private Path folder(LiveDesk.Served each) {
        try {
            return Files.createDirectories(inbox.resolve(each.published().id()));
        } catch (IOException e) {
            throw new UncheckedIOException(inbox + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Takes in every settled file of every process. */
    public void takeIn() {
        for (LiveDesk.Served each : served) {
            for (Path file : settled(folder(each))) takeIn(each, file);
        }
    }

    private List<Path> settled(Path folder) {
        Instant before = parts.clock().instant().minus(SETTLED);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("[^.].*\\.csv(\\.gz)?"))
                    .filter(file -> modified(file).isBefore(before))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.MAX;
        }
    }

    private void takeIn(LiveDesk.Served each, Path file) {
        String name = file.getFileName().toString();
        Path done = file.resolveSibling("done");
        Path failed = file.resolveSibling("failed");
        var quiet = new Progress(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false, parts.clock());
        var request = new FileRun.Request(
                each.published().pack(),
                each.packFolder(),
                file,
                new HistoryOption.ShareOf(BigDecimal.ZERO),
                done.resolve(name + ".rejected.csv"));
        switch (new FileRun(parts, quiet).run(request)) {
            case Checked.Ok<RunReport>(RunReport report) ->
                settle(file, done, name + ".report.json", report.json().pretty());
            case Checked.Refused<RunReport>(List<Problem> problems) ->
                settle(
                        file,
                        failed,
                        name + ".problems.txt",
                        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
    }

    private static void settle(Path file, Path folder, String reportName, String report) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(reportName), report + "\n");
            Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be moved: " + e.getMessage(), e);
        }
    }
}

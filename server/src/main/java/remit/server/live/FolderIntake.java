package remit.server.live;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.packs.Pack;
import remit.server.runs.FileRun;
import remit.server.runs.HistoryOption;
import remit.server.runs.Progress;
import remit.server.runs.RunParts;
import remit.server.runs.RunReport;

/**
 * Batch intake: a file laid into {@code inbox/PROCESS} runs through the process as live cases, then moves to {@code done}
 * beside its report, or to {@code failed} beside its problems, under names that begin with the time: nothing that lies
 * there is ever replaced. A file that still grows is left alone; a file that was taken in half when the process died is
 * taken in again, which completes it. What goes wrong with one file holds up no other.
 *
 * <p>Evidence says that the folder handed the rows in: whoever started the server has not seen them.
 */
public final class FolderIntake {
    private static final Logger LOG = LoggerFactory.getLogger(FolderIntake.class);
    /** The folder beside {@code done} and {@code failed} that holds the file in hand. */
    private static final String WORKING = "working";

    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    /** Only so many characters of a name are kept in the longer ones that are made of it. */
    private static final int LONGEST_NAME = 60;

    private final RunParts parts;
    private final List<LiveDesk.Served> served;
    private final Path inbox;
    /** Files under names that are not taken in, once the log has said so. */
    private final Set<Path> ignored = new HashSet<>();
    /** Files that could not be moved away, with the time they were of: not tried again until they change. */
    private final Map<Path, Instant> stuck = new HashMap<>();

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
            for (Path file : settled(each)) {
                if (Thread.currentThread().isInterrupted()) return;
                takeIn(each, file);
            }
        }
    }

    /** What an earlier attempt left in hand, then every settled file of the inbox, taken in hand one by one. */
    private List<Path> settled(LiveDesk.Served each) {
        Path folder = folder(each);
        Instant before = parts.clock().instant().minus(SETTLED);
        try {
            var files = new ArrayList<>(listed(folder.resolve(WORKING), file -> true));
            for (Path file : listed(folder, file -> modified(file).isBefore(before)))
                inHand(file).ifPresent(files::add);
            files.removeIf(file -> modified(file).equals(stuck.get(file)));
            return files;
        } catch (IOException | UncheckedIOException e) {
            LOG.error(
                    "the inbox of {} cannot be read and is tried again",
                    each.published().id(),
                    e);
            return List.of();
        }
    }

    private List<Path> listed(Path folder, Predicate<Path> wanted) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(this::isTaken)
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }

    /** Whether the name is one that is taken in; of any other that is not hidden, the log says so once. */
    private boolean isTaken(Path file) {
        String name = file.getFileName().toString();
        if (name.startsWith(".")) return false;
        if (name.matches("(?is).*\\.csv(\\.gz)?")) return true;
        if (ignored.add(file)) LOG.warn("{} is left alone: only names that end in .csv or .csv.gz are taken in", file);
        return false;
    }

    /**
     * Moves a file to where nobody writes: what is laid into the inbox under its name meanwhile is another file. Empty
     * while the one before it is still in hand.
     */
    private static Optional<Path> inHand(Path file) throws IOException {
        Path working = Files.createDirectories(file.resolveSibling(WORKING)).resolve(file.getFileName());
        if (Files.exists(working, LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
        return Optional.of(Files.move(file, working, StandardCopyOption.ATOMIC_MOVE));
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.MAX;
        }
    }

    private void takeIn(LiveDesk.Served each, Path file) {
        try {
            run(each, file);
        } catch (RuntimeException failure) {
            if (!Files.exists(file) || !answers()) {
                LOG.error("{} waits: it could not be taken in now", file, failure);
                return;
            }
            LOG.error("{} could not be taken in", file, failure);
            var problem = new Problem(
                    "RMT-079",
                    file.getFileName().toString(),
                    "Remit failed while it took this file in; rows that became cases before stay cases",
                    "look for the reason in the server's log, then lay the file into the inbox again");
            fail(file, List.of(problem));
        }
    }

    /** A database that is away, or a server that stops, is no fault of the file. */
    private boolean answers() {
        if (Thread.currentThread().isInterrupted()) return false;
        try (Connection connection = parts.dataSource().getConnection()) {
            return connection.isValid(5);
        } catch (SQLException away) {
            LOG.warn("the database does not answer: {}", away.getMessage());
            return false;
        }
    }

    private void run(LiveDesk.Served each, Path file) {
        String process = each.published().id();
        var quiet = new Progress(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false, parts.clock());
        // Hidden until the file is done: an attempt that is cut off leaves nothing that looks like a result.
        Path rejected = file.resolveSibling("." + shortened(file) + ".rejected");
        // What is in force now, not when the server started: a rollback holds for the next file too.
        Pack inForce = parts.catalog().latest(process).orElseThrow().orThrow().pack();
        var request = new FileRun.Request(inForce, each.packFolder(), file, new HistoryOption.AllLive(), rejected);
        RunParts asFolder = parts.as(new Actor(Actor.Kind.SOURCE, "folder:" + process));
        try {
            settle(file, new FileRun(asFolder, quiet).run(request), rejected);
        } finally {
            deleted(rejected);
        }
    }

    private void settle(Path file, Checked<RunReport> answer, Path rejected) {
        switch (answer) {
            case Checked.Ok<RunReport>(RunReport report) -> {
                Path target = free(file, "done");
                if (report.rejectedFile() != null) move(rejected, beside(target, ".rejected.csv"));
                settle(file, target, ".report.json", report.json().pretty());
            }
            case Checked.Refused<RunReport>(List<Problem> problems) -> {
                // Another run of the process is under way: the file's turn comes when that one has ended.
                if (!problems.getFirst().code().equals("RMT-077")) fail(file, problems);
            }
        }
    }

    private void fail(Path file, List<Problem> problems) {
        try {
            String told = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
            settle(file, free(file, "failed"), ".problems.txt", told);
        } catch (RuntimeException immovable) {
            LOG.error("{} stays where it is and is left alone until it changes", file, immovable);
            stuck.put(file, modified(file));
        }
    }

    private static String shortened(Path file) {
        String name = file.getFileName().toString();
        if (name.length() <= LONGEST_NAME) return name;
        int from = name.length() - LONGEST_NAME;
        return name.substring(Character.isLowSurrogate(name.charAt(from)) ? from + 1 : from);
    }

    /** Where the file goes: a name that nothing there has, nor begins with. */
    private Path free(Path file, String folder) {
        Path directory = file.resolveSibling("..").resolve(folder).normalize();
        String stamp = STAMP.format(parts.clock().instant());
        Path target = directory.resolve(stamp + "-" + shortened(file));
        for (int n = 2; taken(target); n++) target = directory.resolve(stamp + "-" + n + "-" + shortened(file));
        return target;
    }

    private static boolean taken(Path target) {
        return Stream.of("", ".report.json", ".problems.txt", ".rejected.csv")
                .anyMatch(end -> Files.exists(beside(target, end)));
    }

    private static Path beside(Path target, String end) {
        return target.resolveSibling(target.getFileName() + end);
    }

    private static void settle(Path file, Path target, String end, String report) {
        try {
            Files.createDirectories(target.getParent());
            Files.writeString(beside(target, end), report + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be reported on: " + e.getMessage(), e);
        }
        move(file, target);
    }

    private static void move(Path file, Path target) {
        try {
            Files.createDirectories(target.getParent());
            Files.move(file, target);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be moved: " + e.getMessage(), e);
        }
    }

    private static void deleted(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}

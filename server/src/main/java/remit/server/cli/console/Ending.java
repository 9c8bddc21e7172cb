package remit.server.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.settings.DidYouMean;
import remit.server.store.PrivateFile;

/** How a command ends that did not run through: what is said, and the exit status. */
public final class Ending {
    /** SQLSTATE classes "connection exception" and "operator intervention". */
    private static final List<String> LOST = List.of("08", "57");

    private Ending() {}

    /** Words that picocli did not understand: one line, with what was perhaps meant. */
    public static int misunderstood(ParameterException mistake, Console console) {
        CommandLine line = mistake.getCommandLine();
        String command = line.getCommandSpec().qualifiedName();
        String help = "see " + command + " --help";
        List<String> strange = mistake instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched()
                : line.getUnmatchedArguments();
        boolean group = !line.getSubcommands().isEmpty();
        String what = group ? "a command is missing: " + String.join(", ", visible(line)) : firstLine(mistake);
        Problem problem = strange.isEmpty()
                ? new Problem("RMT-081", command, what, help)
                : strange(line, command, strange.getFirst(), help);
        console.note(problem.toString());
        return ExitStatus.USAGE;
    }

    private static Problem strange(CommandLine line, String command, String word, String help) {
        boolean option = word.startsWith("-");
        boolean group = !line.getSubcommands().isEmpty();
        Set<String> known = option ? line.getCommandSpec().optionsMap().keySet() : visible(line);
        String what = option ? "there is no option " : group ? "there is no command " : "there is a word too many: ";
        String meant = DidYouMean.nearest(known, word.replaceAll("=.*", ""))
                .map(near -> "did you mean " + near + "? ")
                .orElse("");
        return new Problem("RMT-081", command, what + "\"" + word + "\"", meant + help);
    }

    private static Set<String> visible(CommandLine line) {
        return line.getSubcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Problems are printed one a line; a bug becomes one line that says where its report is. */
    public static int failed(Throwable failure, Console console) {
        if (console.isInterrupted()) return ExitStatus.FINDING;
        return switch (failure) {
            case Failure ended -> print(ended.problems(), ended.exitStatus(), console);
            case ProblemException refused -> print(refused.problems(), ExitStatus.USAGE, console);
            default -> unexpected(failure, console);
        };
    }

    private static int unexpected(Throwable failure, Console console) {
        SQLException lost = lostDatabase(failure);
        if (lost != null) {
            var problem = new Problem(
                    "RMT-087",
                    console.dataDirectory().map(Path::toString).orElse("database"),
                    "the database was lost in the middle (" + firstLine(lost) + ")",
                    "see postgres.log there, then give the same command again: what was committed stays");
            return print(List.of(problem), ExitStatus.UNREACHABLE, console);
        }
        if (isDiskFull(failure)) {
            var problem = new Problem(
                    "RMT-097",
                    console.dataDirectory().map(Path::toString).orElse(""),
                    "the disk is full (" + firstLine(failure) + ")",
                    "free space there, then give the same command again: what was committed stays");
            return print(List.of(problem), ExitStatus.UNREACHABLE, console);
        }
        return print(List.of(bug(failure, console)), ExitStatus.BUG, console);
    }

    private static @Nullable SQLException lostDatabase(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql
                    && sql.getSQLState() != null
                    && LOST.stream().anyMatch(sql.getSQLState()::startsWith)) return sql;
        }
        return null;
    }

    /** The words of the system, or what PostgreSQL calls disk_full. */
    private static boolean isDiskFull(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && "53100".equals(sql.getSQLState())) return true;
            String said = String.valueOf(at.getMessage());
            if (said.contains("No space left on device") || said.contains("Disk quota exceeded")) return true;
        }
        return false;
    }

    private static Problem bug(Throwable failure, Console console) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        String text = console.clock().instant() + " Java " + Runtime.version() + "\n" + trace + "\n";
        String what = failure.getClass().getSimpleName() + ": " + firstLine(failure);
        var refused = new ArrayList<String>();
        for (ReportPlace place : places(console)) {
            try {
                Path report = place.open();
                Files.writeString(report, text, StandardOpenOption.APPEND);
                return new Problem(
                        "RMT-099",
                        "",
                        "Remit itself failed: " + what,
                        "this is a bug; please report it with the end of " + report);
            } catch (IOException e) {
                refused.add(String.valueOf(e.getMessage()));
            }
        }
        return new Problem(
                "RMT-099", "", "Remit itself failed: " + what, "no report could be written (" + refused + ")\n" + text);
    }

    /** Where a report may go: the file is there afterwards and only its owner reads it. */
    private interface ReportPlace {
        Path open() throws IOException;
    }

    /** In a folder that everybody shares the name cannot be foreseen, so nobody can lay a link there. */
    private static List<ReportPlace> places(Console console) {
        return Stream.concat(
                        console
                                .dataDirectory()
                                .<ReportPlace>map(
                                        folder -> () -> PrivateFile.ensure(folder.resolve("remit-errors.log")))
                                .stream(),
                        Stream.<ReportPlace>of(() -> Files.createTempFile("remit-error-", ".log")))
                .toList();
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static int print(List<Problem> problems, int status, Console console) {
        for (Problem problem : problems) console.note(problem.toString());
        return status;
    }

    /** The command ran; whether its output reached anybody is part of its success. */
    public static int delivered(int status, Console console) {
        IOException failure = console.outputFailure().orElse(null);
        if (failure == null) return status;
        if (Output.isClosed(failure)) return ExitStatus.READER_GONE;
        console.note(new Problem(
                        "RMT-085",
                        "standard output",
                        "cannot be written (" + failure.getMessage() + ")",
                        "free disk space, or send the output somewhere else")
                .toString());
        return ExitStatus.FINDING;
    }
}

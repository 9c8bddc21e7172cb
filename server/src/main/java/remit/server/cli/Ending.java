package remit.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import remit.kernel.Problem;
import remit.kernel.ProblemException;

/** How a command ends that did not run through: what is said, and the exit status. */
final class Ending {
    /** SQLSTATE classes "connection exception" and "operator intervention". */
    private static final List<String> LOST = List.of("08", "57");

    private Ending() {}

    /** Words that picocli did not understand: one line, with what was perhaps meant. */
    static int misunderstood(ParameterException mistake, Console console) {
        CommandLine line = mistake.getCommandLine();
        var fix = new StringBuilder();
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) fix.append("did you mean ").append(String.join(" or ", suggestions)).append("? ");
        }
        fix.append("see ").append(line.getCommandSpec().qualifiedName()).append(" --help");
        String said = String.valueOf(mistake.getMessage()).lines().findFirst().orElse("");
        console.note(new Problem("RMT-081", line.getCommandSpec().qualifiedName(), said, fix.toString()).toString());
        return ExitStatus.USAGE;
    }

    /** Problems are printed one a line; a bug becomes one line that says where its report is. */
    static int failed(Exception failure, Console console) {
        if (console.isInterrupted()) return ExitStatus.FINDING;
        return switch (failure) {
            case Failure ended -> print(ended.problems(), ended.exitStatus(), console);
            case ProblemException refused -> print(refused.problems(), ExitStatus.USAGE, console);
            default -> unexpected(failure, console);
        };
    }

    private static int unexpected(Exception failure, Console console) {
        SQLException lost = lostDatabase(failure);
        if (lost != null) {
            var problem = new Problem(
                    "RMT-087",
                    console.dataDirectory().map(Path::toString).orElse("database"),
                    "the database was lost in the middle (" + firstLine(lost) + ")",
                    "see postgres.log there, then give the same command again: what was committed stays");
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

    private static Problem bug(Exception failure, Console console) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        String text = console.clock().instant() + " Java " + Runtime.version() + "\n" + trace + "\n";
        String what = failure.getClass().getSimpleName() + ": " + firstLine(failure);
        var refused = new ArrayList<String>();
        for (Path folder : folders(console)) {
            Path report = folder.resolve("remit-errors.log");
            try {
                Files.writeString(report, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                return new Problem(
                        "RMT-099",
                        "",
                        "Remit itself failed: " + what,
                        "this is a bug; please report it with the end of " + report);
            } catch (IOException e) {
                refused.add(report + ": " + e.getMessage());
            }
        }
        return new Problem(
                "RMT-099", "", "Remit itself failed: " + what, "no report could be written (" + refused + ")\n" + text);
    }

    private static List<Path> folders(Console console) {
        return Stream.concat(
                        console.dataDirectory().stream(), Stream.of(Path.of(System.getProperty("java.io.tmpdir", "."))))
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
    static int delivered(int status, Console console) {
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

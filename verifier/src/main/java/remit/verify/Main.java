package remit.verify;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import remit.verify.text.Screen;

/** {@code java -jar remit-verifier.jar}: checks one evidence pack or proof. */
public final class Main {
    private static final int USAGE = 2;
    private static final String HELP = """
            Usage: java -jar remit-verifier.jar [--key KEY]... [--against FILE]... [--json] FILE
            Checks that nothing in an evidence pack was changed, reordered or cut, or that a proof holds.
              --key KEY        a verifier key of the log that you have from elsewhere, or a file with
                               one on each line
              --against FILE   a tree head of the log that you have from elsewhere
              --json           print one JSON object instead of text
              --help           print this
            Exit status: 0 verified, 1 a finding, 2 used wrongly, 4 self-consistent but not authenticated.
            """;

    private Main() {}

    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), out, err));
    }

    /** @return the exit status */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            if (arguments.contains("--help") || arguments.contains("-h")) {
                out.print(HELP);
                return 0;
            }
            Line line = Line.parse(arguments);
            Answer answer =
                    Verifier.check(Verifier.existing(Path.of(line.file())), Trust.read(line.keys(), line.heads()));
            if (line.json()) out.println(answer.json());
            else answer.text().forEach(out::println);
            return answer.exitStatus();
        } catch (UnusableException e) {
            err.println("remit-verifier: " + e.place() + ": " + e.what() + "; " + e.fix());
            return USAGE;
        } catch (InvalidPathException e) {
            err.println("remit-verifier: " + Screen.safe(e.toString(), 300) + "; name an existing file");
            return USAGE;
        } catch (RuntimeException | Error e) {
            // No check was finished, so nothing is verified.
            err.println("remit-verifier: failed itself: " + Screen.safe(e.toString(), 300));
            return Report.Outcome.FINDING.exitStatus();
        }
    }

    private record Line(String file, List<String> keys, List<Path> heads, boolean json) {
        static Line parse(List<String> arguments) throws UnusableException {
            var files = new ArrayList<String>();
            var keys = new ArrayList<String>();
            var heads = new ArrayList<Path>();
            boolean json = false;
            for (int i = 0; i < arguments.size(); i++) {
                String word = arguments.get(i);
                switch (word) {
                    case "--json" -> json = true;
                    case Trust.KEY -> keys.add(value(arguments, ++i, word));
                    case Trust.AGAINST -> heads.add(Path.of(value(arguments, ++i, word)));
                    default -> {
                        if (word.startsWith("-")) throw wrong(word, "there is no such option");
                        files.add(word);
                    }
                }
            }
            if (files.size() != 1)
                throw wrong("FILE", "one pack or proof is checked at a time, " + files.size() + " were named");
            return new Line(files.getFirst(), keys, heads, json);
        }

        private static String value(List<String> arguments, int at, String option) throws UnusableException {
            if (at < arguments.size()) return arguments.get(at);
            throw wrong(option, "its value is missing");
        }

        private static UnusableException wrong(String place, String what) {
            return new UnusableException(place, what, "see --help");
        }
    }
}

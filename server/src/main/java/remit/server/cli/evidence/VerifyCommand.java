package remit.server.cli.evidence;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Problem;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.verify.Answer;
import remit.verify.Trust;
import remit.verify.UnusableException;
import remit.verify.Verifier;

/** {@code remit evidence verify}: the program of the module {@code verifier}, which shares no code with the rest. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Checks that nothing in an evidence pack was changed, reordered or cut, or that a proof holds.",
        description = {
            "It needs no server, database or data directory. What it takes for true must come from elsewhere than the"
                    + " pack: a key of the log, or one of its tree heads. A pack that was cut is found with a head not"
                    + " older than the cut.",
            "A proof is what remit evidence prove printed, or the API gave. That the log of an earlier head is the beginning"
                    + " of the log is checked from that head on: give it with --against.",
            "The same program is lib/remit-verifier-VERSION.jar, which runs alone: java -jar ... --help.",
            "The exit status is 0 when all of it is verified, 1 when something was found, 4 when nothing was"
                    + " but nothing that you trust covers all of it: self-consistent, not authenticated."
        },
        footer = {
            "",
            "Examples:",
            "  remit evidence verify pack.zip --key log.vkey",
            "  remit evidence verify pack.zip --against head.txt",
            "  remit evidence verify pack.zip --key log.vkey --against head.txt --json",
            "  remit evidence verify proof.json --against head.txt"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "What remit evidence export wrote, or what remit evidence prove printed.")
    Path file = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "A verifier key of the log (NAME+ID+BASE64), or a file with one on each line.")
    List<String> keys = new ArrayList<>();

    @Option(names = "--against", paramLabel = "FILE", description = "A tree head of the log.")
    List<Path> heads = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try {
            Answer answer = Verifier.check(Verifier.existing(file), Trust.read(keys, heads));
            if (json) console.print(answer.json());
            else answer.text().forEach(console::print);
            return answer.exitStatus();
        } catch (UnusableException e) {
            throw new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-280", e.place(), e.what(), e.fix())));
        }
    }
}

package remit.server.cli.halts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.halt.HaltScope;
import remit.kernel.Problem;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;

/** What is to be halted or resumed: exactly one of these. */
final class ScopeOptions {
    @Parameters(index = "0", arity = "0..1", paramLabel = "PROCESS", description = "One process, by its id.")
    @Nullable
    String process;

    @Option(
            names = "--author",
            paramLabel = "AUTHOR",
            description = "One author, in every process: kind:name@version as remit why shows it, or only kind:name or"
                    + " kind for all its versions.")
    @Nullable
    String author;

    @Option(names = "--tool", paramLabel = "TOOL", description = "One tool, by its id, in every process.")
    @Nullable
    String tool;

    @Option(names = "--everything", description = "Every process.")
    boolean everything;

    HaltScope scope(String command) {
        var named = new ArrayList<HaltScope>();
        if (process != null && !process.isBlank()) named.add(new HaltScope.Process(process.strip()));
        if (author != null && !author.isBlank()) named.add(new HaltScope.Author(author.strip()));
        if (tool != null && !tool.isBlank()) named.add(new HaltScope.Tool(tool.strip()));
        if (everything) named.add(new HaltScope.Everything());
        if (named.size() == 1) return named.getFirst();
        throw new Failure(
                ExitStatus.USAGE,
                List.of(new Problem(
                        "RMT-081",
                        command,
                        "one of PROCESS, --author, --tool and --everything is needed",
                        "see " + command + " --help")));
    }
}

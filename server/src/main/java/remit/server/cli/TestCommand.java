package remit.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Problem;
import remit.process.AuthorSpec;
import remit.process.Intake;
import remit.server.authors.Authors;
import remit.server.catalog.ScenarioSuite;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;

/** {@code remit test PACK}. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        header = "Checks a pack and runs its scenarios (cases/*.yaml).",
        footer = {"", "Examples:", "  remit test packs/invoices", "  remit test my-pack --json"})
final class TestCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "PACK", description = "The pack's folder.")
    Path pack = Path.of("");

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Pack read = console.need(PackReader.read(pack));
        checkAuthor(read);
        ScenarioSuite.Result result = console.need(ScenarioSuite.run(read));
        if (json) {
            console.print(result.toJson().pretty());
        } else {
            for (ScenarioSuite.Outcome outcome : result.outcomes()) {
                console.print((outcome.passed() ? "ok    " : "FAIL  ") + outcome.place() + "  " + outcome.name());
                for (String difference : outcome.differences()) console.print("      " + difference);
            }
            console.print(result.passed() + " passed, " + result.failed() + " failed");
        }
        return result.failed() == 0 ? ExitStatus.OK : ExitStatus.FINDING;
    }

    /** What a run would refuse: a recording that is not in the pack, an address that is none. */
    private void checkAuthor(Pack read) {
        AuthorSpec author = read.contract().author();
        List<String> visible = read.intake().columns().stream()
                .filter(Intake.Column::visible)
                .map(Intake.Column::name)
                .toList();
        List<Problem> problems = Authors.check(author, visible, pack);
        if (!problems.isEmpty()) throw new Failure(ExitStatus.USAGE, problems);
    }
}

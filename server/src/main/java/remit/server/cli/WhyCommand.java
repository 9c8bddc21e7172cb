package remit.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import remit.kernel.Json;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;

/** {@code remit why CASE}. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        header = "Tells how a case was decided: its timeline with every check.",
        footer = {
            "",
            "Examples (after remit run packs/invoices --data packs/invoices/sample.csv):",
            "  remit why invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS",
            "  remit why invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS --json",
            "  remit why case_1a2b3c --server https://remit.example"
        })
final class WhyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    CaseLookup asked = new CaseLookup();

    WhyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Json.Obj story = asked.story(console);
        if (asked.json) console.print(story.pretty());
        else for (String line : CaseText.why(story)) console.print(line);
        return ExitStatus.OK;
    }
}

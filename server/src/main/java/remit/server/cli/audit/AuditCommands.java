package remit.server.cli.audit;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.server.access.Role.Permission;
import remit.server.audit.Agreements;
import remit.server.audit.Overriding;
import remit.server.catalog.PublishedProcess;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.wiring.Installation;

/** {@code remit sample}, {@code remit agreement}, {@code remit overrides}, {@code remit replay}. */
public final class AuditCommands {
    private AuditCommands() {}

    public static CommandLine sample(Console console) {
        return SampleCommands.line(console);
    }

    public static Callable<Integer> agreement(Console console) {
        return new AgreementCommand(console);
    }

    public static Callable<Integer> overrides(Console console) {
        return new OverridesCommand(console);
    }

    public static Callable<Integer> replay(Console console) {
        return new ReplayCommand(console);
    }

    /** A process that was published here, or the end of the command. */
    static PublishedProcess process(Installation installation, Console console, String id) {
        return console.need(
                installation.catalog().latest(id).orElseThrow(() -> Failure.noSuchProcess("PROCESS", id)),
                ExitStatus.FINDING);
    }

    /** What both take that only read of one process. */
    abstract static class OfProcess implements Callable<Integer> {
        final Console console;

        @Parameters(index = "0", paramLabel = "PROCESS", description = "The id of the process.")
        String process = "";

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        OfProcess(Console console) {
            this.console = console;
        }

        abstract Json.Obj report(Installation installation, PublishedProcess published);

        abstract List<String> lines(Json.Obj report);

        @Override
        public Integer call() {
            return console.reading(common, installation -> {
                // Decisions and values of inputs may tell of a person.
                console.person(installation, common, Permission.SEE_CONTENT);
                Json.Obj report = report(installation, process(installation, console, process));
                if (json) console.print(report.pretty());
                else lines(report).forEach(console::print);
                return ExitStatus.OK;
            });
        }
    }

    /** {@code remit agreement}. */
    @Command(
            name = "agreement",
            mixinStandardHelpOptions = true,
            header = "Tells how far people agree who judged the same case.",
            description = {
                "Counted are reviews of held cases, looks at cleared ones and looks that a sample asked for (remit sample"
                        + " draw --of reviewed lets others judge what somebody decided, without seeing it). Cohen's kappa of"
                        + " each two people and Krippendorff's alpha of all: 1 is always, 0 as often as by chance. With fewer"
                        + " than 30 cases it says so.",
            },
            footer = {"", "Examples:", "  remit agreement invoices", "  remit agreement invoices --json"})
    static final class AgreementCommand extends OfProcess {
        AgreementCommand(Console console) {
            super(console);
        }

        @Override
        Json.Obj report(Installation installation, PublishedProcess published) {
            return new Agreements(installation.source()).report(published.id());
        }

        @Override
        List<String> lines(Json.Obj report) {
            return AuditText.agreement(report);
        }
    }

    /** {@code remit overrides}. */
    @Command(
            name = "overrides",
            mixinStandardHelpOptions = true,
            header = "Finds where people decide otherwise than the author proposed more often than elsewhere.",
            description = {
                "By segment and reason, where of all that is named at most one in ten is false on average (Benjamini and"
                        + " Hochberg); and under up to three conditions on inputs, found on one half of the cases and"
                        + " confirmed on the other. Nothing is said where people overrode fewer than ten cases.",
            },
            footer = {"", "Examples:", "  remit overrides invoices", "  remit overrides invoices --json"})
    static final class OverridesCommand extends OfProcess {
        OverridesCommand(Console console) {
            super(console);
        }

        @Override
        Json.Obj report(Installation installation, PublishedProcess published) {
            return new Overriding(installation.source()).report(published);
        }

        @Override
        List<String> lines(Json.Obj report) {
            return AuditText.overrides(report);
        }
    }
}

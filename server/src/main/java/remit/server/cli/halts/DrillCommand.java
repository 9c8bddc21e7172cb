package remit.server.cli.halts;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.PartRollbacks;
import remit.server.changes.Participant;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.halts.Drill;
import remit.server.halts.Exposure;
import remit.server.halts.HaltDesk;
import remit.server.wiring.Installation;

/** {@code remit drill}: pulls the plug for real, measures, and puts it back. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        header = "Pulls the plug for real, measures until every node has shown it, and puts it back.",
        description = {
            "Cases that come in meanwhile (less than a second as a rule) are held for people and stay held; effects that"
                    + " were about to happen wait and then happen. What was measured is evidence.",
            "It rolls nothing back, because a version that was taken back does not come back: it shows how long the last"
                    + " real rollback took."
        },
        footer = {"", "Examples:", "  remit drill invoices", "  remit drill --everything"})
public final class DrillCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    ScopeOptions scopes = new ScopeOptions();

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    private DrillCommand(Console console) {
        this.console = console;
    }

    public static CommandLine drill(Console console) {
        return new CommandLine(new DrillCommand(console));
    }

    public static CommandLine rollback(Console console) {
        return new CommandLine(new Rollback(console));
    }

    public static CommandLine exposure(Console console) {
        return new CommandLine(new Exposed(console));
    }

    @Override
    public Integer call() {
        var scope = scopes.scope("remit drill");
        return console.reading(common, installation -> {
            Acting acting = HaltCommands.acting(console, installation, common, HaltDesk.HALTS);
            console.person(installation, common, HaltDesk.RESUMES);
            Drill.Report report = console.need(installation.halts().drill().run(acting, scope), ExitStatus.FINDING);
            if (json) console.print(report.toJson().pretty());
            else HaltText.drill(report).forEach(console::print);
            return report.good() ? ExitStatus.OK : ExitStatus.FINDING;
        });
    }

    /** {@code remit rollback}. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            header = "Takes back the rules, the contract, the prompt or the model of a process, at once.",
            description = {
                "It holds from the next case on, on every node; how long it took is evidence. Rules, contract and prompt"
                        + " are parts of a pack, and the newest earlier one with another such part is put back whole: what"
                        + " else goes back with it is said.",
                "What is not kept here cannot be taken back here: the model and the prompt of an author behind an address,"
                        + " and recorded proposals."
            },
            footer = {
                "",
                "Examples:",
                "  remit rollback invoices --rules --reason \"credit notes were posted\"",
                "  remit rollback invoices --model --reason \"learned from a broken file\""
            })
    static final class Rollback implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "PROCESS", description = "The process.")
        String process = "";

        @Option(names = "--rules", description = "The decision table.")
        boolean rules;

        @Option(names = "--contract", description = "The contract (process.yaml).")
        boolean contract;

        @Option(names = "--prompt", description = "The prompt of a language model.")
        boolean prompt;

        @Option(names = "--model", description = "The model that was trained here.")
        boolean model;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
        String reason = "";

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        Rollback(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            PartRollbacks.Part part = part();
            return console.reading(common, installation -> {
                Person person = console.person(installation, common, Permission.ROLL_BACK);
                if (!installation.changes().knows(process)) throw Failure.noSuchProcess("PROCESS", process);
                Acting acting = HaltCommands.acting(console, installation, common, Permission.ROLL_BACK);
                PartRollbacks.Done done = console.need(
                        new PartRollbacks(installation.changeParts())
                                .rollBack(Participant.of(person, acting), process, part, reason),
                        ExitStatus.FINDING);
                if (json) console.print(done.toJson().pretty());
                else HaltText.rollback(done).forEach(console::print);
                return ExitStatus.OK;
            });
        }

        private PartRollbacks.Part part() {
            int named = (rules ? 1 : 0) + (contract ? 1 : 0) + (prompt ? 1 : 0) + (model ? 1 : 0);
            if (named != 1) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-081",
                                "remit rollback",
                                "one of --rules, --contract, --prompt and --model is needed",
                                "see remit rollback --help")));
            }
            if (rules) return PartRollbacks.Part.RULES;
            if (contract) return PartRollbacks.Part.CONTRACT;
            return prompt ? PartRollbacks.Part.PROMPT : PartRollbacks.Part.MODEL;
        }
    }

    /** {@code remit exposure}. */
    @Command(
            name = "exposure",
            mixinStandardHelpOptions = true,
            header = "Who gets paged, what breaks, how fast is it back: of one process, or of all.",
            footer = {
                "",
                "Examples:",
                "  remit exposure invoices",
                "  remit exposure --json",
                "",
                "Exit status 1 where it is red: there was no drill, or the last is older than 90 days."
            })
    static final class Exposed implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", arity = "0..1", paramLabel = "PROCESS", description = "The process.")
        @Nullable
        String process;

        @Option(names = "--json", description = "Print one JSON object a line instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        Exposed(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            return console.reading(common, installation -> {
                console.person(installation, common, Permission.READ);
                boolean red = false;
                for (String each : processes(installation)) {
                    Exposure exposure = installation
                            .halts()
                            .exposure(published(installation, each).contract());
                    if (json) console.print(exposure.toJson().compact());
                    else HaltText.exposure(exposure).forEach(console::print);
                    red |= exposure.red() != null;
                }
                return red ? ExitStatus.FINDING : ExitStatus.OK;
            });
        }

        private List<String> processes(Installation installation) {
            String one = process;
            if (one != null) return List.of(one);
            return installation.versions().published().stream()
                    .filter(each -> !each.startsWith("@"))
                    .toList();
        }

        private PublishedProcess published(Installation installation, String id) {
            Checked<PublishedProcess> latest =
                    installation.catalog().latest(id).orElseThrow(() -> Failure.noSuchProcess("PROCESS", id));
            return console.need(latest, ExitStatus.FINDING);
        }
    }
}

package remit.server.cli.halts;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.halt.HaltScope;
import remit.kernel.Checked;
import remit.kernel.Json;
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
import remit.server.cli.console.Remote;
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
        footer = {"", "Examples:", "  remit drill invoices", "  remit drill --everything --server https://remit.example"
        })
public final class DrillCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    ScopeOptions scopes = new ScopeOptions();

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions.Reading options = new CommonOptions.Reading();

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
        HaltScope scope = scopes.scope("remit drill");
        String server = options.server();
        Json.Obj report = server == null ? here(scope) : there(server, scope);
        if (json) console.print(report.pretty());
        else HaltText.drill(report).forEach(console::print);
        boolean good = report.flag("open_again")
                && report.object("shown").array("silent").isEmpty();
        return good ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private Json.Obj here(HaltScope scope) {
        return console.reading(options.common(), installation -> {
            Acting acting = HaltCommands.acting(console, installation, options.common(), HaltDesk.DRILLS);
            return console.need(installation.halts().drill().run(acting, scope), ExitStatus.FINDING)
                    .toJson();
        });
    }

    private Json.Obj there(String server, HaltScope scope) {
        try (Remote remote = Remote.open(console, options, server)) {
            return remote.postOnce("/api/v1/halts:drill", HaltText.named(scope));
        }
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
        CommonOptions.Reading options = new CommonOptions.Reading();

        Rollback(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            PartRollbacks.Part part = part();
            String server = options.server();
            Json.Obj done = server == null ? here(part) : there(server, part);
            if (json) console.print(done.pretty());
            else HaltText.rollback(done).forEach(console::print);
            return ExitStatus.OK;
        }

        private Json.Obj here(PartRollbacks.Part part) {
            return console.reading(options.common(), installation -> {
                Person person = console.person(installation, options.common(), Permission.ROLL_BACK);
                if (!installation.changes().knows(process)) throw Failure.noSuchProcess("PROCESS", process);
                Acting acting = HaltCommands.acting(console, installation, options.common(), Permission.ROLL_BACK);
                return console.need(
                                new PartRollbacks(installation.changeParts())
                                        .rollBack(Participant.of(person, acting), process, part, reason),
                                ExitStatus.FINDING)
                        .toJson();
            });
        }

        private Json.Obj there(String server, PartRollbacks.Part part) {
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.postOnce(
                        "/api/v1/processes/" + Remote.encoded(process) + ":rollback",
                        Json.object("part", part.word(), "reason", reason));
            }
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
        CommonOptions.Reading options = new CommonOptions.Reading();

        Exposed(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            String server = options.server();
            boolean red = false;
            for (Json each : server == null ? here() : there(server)) {
                if (!(each instanceof Json.Obj exposure)) continue;
                if (json) console.print(exposure.compact());
                else HaltText.exposure(exposure).forEach(console::print);
                red |= exposure.text("red") != null;
            }
            return red ? ExitStatus.FINDING : ExitStatus.OK;
        }

        private List<Json> here() {
            return console.reading(options.common(), installation -> {
                console.person(installation, options.common(), Permission.READ);
                return processes(installation).stream()
                        .map(each -> published(installation, each).contract())
                        .map(contract ->
                                (Json) installation.halts().exposure(contract).toJson())
                        .toList();
            });
        }

        private List<Json> there(String server) {
            try (Remote remote = Remote.open(console, options, server)) {
                Map<String, String> query = process == null ? Map.of() : Map.of("process", process);
                return remote.get("/api/v1/exposure", query).array("items");
            }
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

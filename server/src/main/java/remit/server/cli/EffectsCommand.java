package remit.server.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.casework.Settlement;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.cases.Dispatcher;
import remit.server.cases.DoubtfulEffects;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.wiring.Installation;

/** {@code remit effects}: what did not come to a good end by itself, and a person's word on it. */
@Command(
        name = "effects",
        mixinStandardHelpOptions = true,
        header = "Lists effects that failed, were refused or of which nobody knows, and takes a person's word on them.",
        footer = {
            "",
            "Examples:",
            "  remit effects list",
            "  remit effects settle act_3f0c5d0b7f6e4a1d9c8b7a6f5e4d3c2b1a09f8e7 --done R-1007 --reason \"seen in the ledger\""
        })
final class EffectsCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandLine.Model.CommandSpec specification;

    private EffectsCommand() {}

    static CommandLine with(Console console) {
        return new CommandLine(new EffectsCommand())
                .addSubcommand(new ListThem(console))
                .addSubcommand(new Settle(console));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                specification.commandLine(), "Say what to do: remit effects list, or remit effects settle ACTION");
    }

    private static Dispatcher dispatcher(Console console, Installation installation, Person person) {
        return console.need(installation.runParts(person.actor())).dispatcher();
    }

    private static String line(DoubtfulEffects.Doubtful effect) {
        return effect.actionId() + "  " + effect.state() + " since " + effect.since() + "  " + effect.process() + "/"
                + effect.tool() + "  " + effect.caseId();
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Lists them, the oldest first.",
            description = {
                "unknown: nobody knows whether it happened; it is asked about ever more rarely, never sent again blindly.",
                "failed: it certainly did not happen and is tried again. refused: the system of record will not do it."
            },
            footer = {"", "Examples:", "  remit effects list", "  remit effects list --process invoices --json"})
    static final class ListThem implements Callable<Integer> {
        private final Console console;

        @Option(names = "--process", paramLabel = "PROCESS", description = "Only those of this process.")
        @Nullable
        String process;

        @Option(names = "--json", description = "Print one JSON array instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        ListThem(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            return console.reading(common, installation -> {
                Person person = console.person(installation, common, Role.Permission.READ);
                try (Dispatcher dispatcher = dispatcher(console, installation, person)) {
                    List<DoubtfulEffects.Doubtful> found = dispatcher.doubtful().list(process);
                    if (json) {
                        console.print(Json.array(found.stream()
                                        .map(DoubtfulEffects.Doubtful::toJson)
                                        .toList())
                                .pretty());
                    } else if (found.isEmpty()) console.print("Every effect came to a good end or is under way.");
                    else found.forEach(effect -> console.print(line(effect)));
                }
                return ExitStatus.OK;
            });
        }
    }

    @Command(
            name = "settle",
            mixinStandardHelpOptions = true,
            header = "Records what you found out about one that is unknown or failed, or gives up one that waits.",
            description = {
                "Look into the system of record first: Remit takes your word for it, and evidence keeps whose word it was."
                        + " It needs the right to review."
            },
            footer = {
                "",
                "Examples:",
                "  remit effects settle act_3f0c5d0b7f6e4a1d9c8b7a6f5e4d3c2b1a09f8e7 --done R-1007 --reason \"seen in the ledger\"",
                "  remit effects settle act_3f0c5d0b7f6e4a1d9c8b7a6f5e4d3c2b1a09f8e7 --not-done --reason \"not in the ledger\""
            })
    static final class Settle implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "ACTION", description = "The action's id, as list shows it.")
        String action = "";

        @ArgGroup(multiplicity = "1")
        Word word = new Word();

        /** One of the three. */
        static final class Word {
            @Option(
                    names = "--done",
                    paramLabel = "RECEIPT",
                    description = "It happened; RECEIPT is what the system of record calls it.")
            @Nullable
            String receipt;

            @Option(names = "--not-done", description = "It did not happen: send it now.")
            boolean notDone;

            @Option(names = "--drop", description = "It did not happen, and shall not.")
            boolean drop;
        }

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "How you know; kept where it can be erased.")
        String reason = "";

        @Mixin
        CommonOptions common = new CommonOptions();

        Settle(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (reason.isBlank()) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem("RMT-464", "--reason", "it is blank", "say how you know")));
            }
            return console.reading(common, installation -> {
                Person person = console.person(installation, common, Role.Permission.REVIEW);
                var outcome = word.receipt != null
                        ? Settlement.Outcome.DONE
                        : word.notDone ? Settlement.Outcome.NOT_DONE_SEND : Settlement.Outcome.NOT_DONE_DROP;
                try (Dispatcher dispatcher = dispatcher(console, installation, person)) {
                    var words = new DoubtfulEffects.Words(word.receipt == null ? "" : word.receipt, reason);
                    console.print(line(console.need(
                            dispatcher.doubtful().settle(new Settlement(person.actor(), action, outcome), words),
                            ExitStatus.FINDING)));
                }
                return ExitStatus.OK;
            });
        }
    }
}

package remit.server.cli.effects;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.casework.Settlement;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.cases.Compensations;
import remit.server.cases.Dispatcher;
import remit.server.cases.DoubtfulEffects;
import remit.server.cases.Effect;
import remit.server.cases.EffectDesk;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.cli.console.Remote;
import remit.server.halts.HaltDesk;

/** {@code remit effects}: what did not come to a good end by itself, a person's word on it, and taking back what was done. */
@Command(
        name = "effects",
        mixinStandardHelpOptions = true,
        header = "Lists effects that failed, were refused or of which nobody knows, takes a person's word on them, and"
                + " takes back what was done.",
        footer = {
            "",
            "Examples:",
            "  remit effects list",
            "  remit effects settle act_3f0c5d0b7f6e4a1d9c8b7a6f5e4d3c2b1a09f8e7 --done R-1007 --reason \"seen in the ledger\"",
            "  remit effects undo act_3f0c5d0b7f6e4a1d9c8b7a6f5e4d3c2b1a09f8e7 --reason \"wrong account\""
        })
public final class EffectsCommand implements Callable<Integer> {
    private static final String EFFECTS = "/api/v1/effects";

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandLine.Model.CommandSpec specification;

    private EffectsCommand() {}

    public static CommandLine with(Console console) {
        return new CommandLine(new EffectsCommand())
                .addSubcommand(new ListThem(console))
                .addSubcommand(new Settle(console))
                .addSubcommand(new Undo(console));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                specification.commandLine(),
                "Say what to do: remit effects list, remit effects settle ACTION, or remit effects undo ACTION");
    }

    /** The effects of this data directory, for as long as it is asked. */
    private static <T> T here(
            Console console, CommonOptions options, Permission needs, BiFunction<EffectDesk, Person, T> use) {
        return console.reading(options, installation -> {
            Person person = console.person(installation, options, needs);
            try (Dispatcher dispatcher =
                    console.need(installation.runParts(person.actor())).dispatcher()) {
                return use.apply(EffectDesk.of(dispatcher), person);
            }
        });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Lists them, the oldest first.",
            description = {
                "unknown: nobody knows whether it happened; it is asked about ever more rarely, never sent again blindly.",
                "failed: it certainly did not happen and is tried again. refused: the system of record will not do it.",
                "The same words stand for effects that are to be taken back; their ids end with :compensate."
            },
            footer = {
                "",
                "Examples:",
                "  remit effects list",
                "  remit effects list --process invoices --json",
                "  remit effects list --done --server https://remit.example"
            })
    static final class ListThem implements Callable<Integer> {
        private final Console console;

        @Option(names = "--process", paramLabel = "PROCESS", description = "Only those of this process.")
        @Nullable
        String process;

        @Option(
                names = "--done",
                description = "Instead, what was done and not taken back, the newest first, 100 at most, each with who"
                        + " can take it back.")
        boolean done;

        @Option(names = "--json", description = "Print one JSON array instead of text.")
        boolean json;

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        ListThem(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<? extends Json> found = found();
            if (json) console.print(Json.array(found).pretty());
            else if (found.isEmpty())
                console.print(
                        done
                                ? "Nothing was done that is not taken back."
                                : "Every effect came to a good end or is under way.");
            else for (Json each : found) console.print(EffectText.line((Json.Obj) each));
            return ExitStatus.OK;
        }

        private List<? extends Json> found() {
            String server = options.server();
            if (server == null) {
                return here(
                        console,
                        options.common(),
                        Permission.READ,
                        (desk, _) -> done
                                ? desk.compensations().done(process).stream()
                                        .map(Compensations.Done::toJson)
                                        .toList()
                                : desk.doubtful().list(process).stream()
                                        .map(Effect::toJson)
                                        .toList());
            }
            var query = new TreeMap<String, String>();
            if (process != null) query.put("process", process);
            if (done) query.put("done", "true");
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.get(EFFECTS, query).array("items");
            }
        }
    }

    /** What both take that say something of one effect. */
    abstract static class OnOne implements Callable<Integer> {
        final Console console;

        @Parameters(index = "0", paramLabel = "ACTION", description = "The action's id, as list shows it.")
        String action = "";

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        OnOne(Console console) {
            this.console = console;
        }

        abstract String verb();

        abstract Json.Obj body();

        abstract Checked<Effect> said(EffectDesk desk, Person person);

        /** Whether it came to what was wanted. */
        boolean ended(Json.Obj effect) {
            return true;
        }

        Integer told(String reason, String fix) {
            if (reason.isBlank())
                throw new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-464", "--reason", "it is blank", fix)));
            Json.Obj effect = effect();
            console.print(json ? effect.pretty() : EffectText.line(effect));
            return ended(effect) ? ExitStatus.OK : ExitStatus.FINDING;
        }

        private Json.Obj effect() {
            String server = options.server();
            if (server == null) {
                return here(
                        console,
                        options.common(),
                        Permission.REVIEW,
                        (desk, person) -> console.need(said(desk, person), ExitStatus.FINDING)
                                .toJson());
            }
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.postOnce(EFFECTS + "/" + Remote.encoded(action) + ":" + verb(), body());
            }
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
    static final class Settle extends OnOne {
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

            Settlement.Outcome outcome() {
                if (receipt != null) return Settlement.Outcome.DONE;
                return notDone ? Settlement.Outcome.NOT_DONE_SEND : Settlement.Outcome.NOT_DONE_DROP;
            }
        }

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "How you know; kept where it can be erased.")
        String reason = "";

        Settle(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return told(reason, "say how you know");
        }

        @Override
        String verb() {
            return "settle";
        }

        @Override
        Json.Obj body() {
            Json.Obj body = Json.object("outcome", word.outcome().word(), "reason", reason);
            return word.receipt == null ? body : body.with("receipt", Json.of(word.receipt));
        }

        @Override
        Checked<Effect> said(EffectDesk desk, Person person) {
            var words = new DoubtfulEffects.Words(word.receipt == null ? "" : word.receipt, reason);
            return desk.doubtful().settle(new Settlement(person.actor(), action, word.outcome()), words);
        }
    }

    @Command(
            name = "undo",
            mixinStandardHelpOptions = true,
            header = "Has the effect of an action taken back by the tool that had it.",
            description = {
                "Where the contract names a compensation for the tool, at most once, and only what is known to be done. Evidence"
                        + " keeps who asked and why before the tool is asked. It needs the right to review; for work that is"
                        + " halted, the right to resume it. An answer that is lost is looked up, never asked again blindly."
            },
            footer = {
                "",
                "Examples:",
                "  remit effects list --done --process invoices",
                "  remit effects undo act_3f0c5d0b7f6e4a1d9c8b7a6f5e4d3c2b1a09f8e7 --reason \"wrong account\"",
                "",
                "Exit status 1 where it is not taken back yet."
            })
    static final class Undo extends OnOne {
        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why it is to be taken back; kept where it can be erased.")
        String reason = "";

        Undo(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return told(reason, "say why it is to be taken back");
        }

        @Override
        String verb() {
            return "undo";
        }

        @Override
        Json.Obj body() {
            return Json.object("reason", reason);
        }

        @Override
        boolean ended(Json.Obj effect) {
            return effect.text("state", "").equals("verified");
        }

        @Override
        Checked<Effect> said(EffectDesk desk, Person person) {
            boolean mayResume = person.may(HaltDesk.RESUMES);
            return desk.compensations().takeBack(new Compensations.Asking(person.actor(), mayResume, action, reason));
        }
    }
}

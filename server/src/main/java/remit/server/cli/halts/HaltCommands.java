package remit.server.cli.halts;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Access;
import remit.server.access.Acting;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.cli.console.Remote;
import remit.server.halts.HaltDesk;
import remit.server.wiring.Installation;

/** {@code remit halt}, {@code remit resume} and {@code remit halts}: the plug, the way back, and what is pulled. */
public final class HaltCommands {
    private HaltCommands() {}

    public static CommandLine halt(Console console) {
        return new CommandLine(new Halt(console));
    }

    public static CommandLine resume(Console console) {
        return new CommandLine(new Resume(console));
    }

    public static CommandLine halts(Console console) {
        return new CommandLine(new ListAll(console));
    }

    /** Who does it, and in whose name. */
    static Acting acting(Console console, Installation installation, CommonOptions common, Permission needs) {
        Person person = console.person(installation, common, needs);
        return new Acting(
                person.actor(), console.need(installation.person(null)).actor());
    }

    /** What both take. */
    abstract static class Moving implements Callable<Integer> {
        final Console console;

        @Mixin
        ScopeOptions scopes = new ScopeOptions();

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why; kept where it can be erased, and shown to whoever is kept waiting.")
        String reason = "";

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        Moving(Console console) {
            this.console = console;
        }

        abstract Permission needs();

        /** {@code halt} or {@code resume}, as the API calls it too. */
        abstract String verb();

        abstract Checked<HaltDesk.Done> done(HaltDesk desk, Acting acting, HaltScope scope);

        /** What a server is asked. */
        Json.Obj body(HaltScope scope) {
            return HaltText.named(scope).with("reason", Json.of(reason));
        }

        @Override
        public Integer call() {
            HaltScope scope = scopes.scope("remit " + verb());
            String server = options.server();
            Json.Obj done = server == null ? here(scope) : there(server, scope);
            if (json) console.print(done.pretty());
            else HaltText.done(done).forEach(console::print);
            return done.object("shown").array("silent").isEmpty() ? ExitStatus.OK : ExitStatus.FINDING;
        }

        private Json.Obj here(HaltScope scope) {
            return console.reading(options.common(), installation -> {
                Acting acting = acting(console, installation, options.common(), needs());
                return console.need(done(installation.halts(), acting, scope), ExitStatus.FINDING)
                        .toJson();
            });
        }

        private Json.Obj there(String server, HaltScope scope) {
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.postOnce("/api/v1/halts:" + verb(), body(scope));
            }
        }
    }

    /** {@code remit halt}. */
    @Command(
            name = "halt",
            mixinStandardHelpOptions = true,
            header = "Pulls the plug: nothing new is done, nothing clears, approvals freeze.",
            description = {
                "It holds on every node within a second, and the command ends once every node has shown that. Cases still"
                        + " come in and are held for people; what was being done ends and is recorded. Nothing is lost:"
                        + " remit halts lists what waits, remit resume brings it back in stages."
            },
            footer = {
                "",
                "Examples:",
                "  remit halt invoices --reason \"posts to wrong accounts\"",
                "  remit halt --author classifier --reason \"learned from a broken file\"",
                "  remit halt --tool post_line --reason \"the ledger is being restored\"",
                "  remit halt --everything --reason \"somebody else has our key\"",
                "  remit halt invoices --reason \"posts to wrong accounts\" --server https://remit.example"
            })
    static final class Halt extends Moving {
        Halt(Console console) {
            super(console);
        }

        @Override
        Permission needs() {
            return HaltDesk.HALTS;
        }

        @Override
        String verb() {
            return "halt";
        }

        @Override
        Checked<HaltDesk.Done> done(HaltDesk desk, Acting acting, HaltScope scope) {
            return desk.halt(acting, scope, reason);
        }
    }

    /** {@code remit resume}. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            header = "Brings what was halted one stage further back.",
            description = {
                "Three stages, each with its own reason, none left out: held (people decide what is held, nothing is done"
                        + " yet), reviewed (what people approved is done, nothing clears by itself), open (as before;"
                        + " what had cleared and waits is done now)."
            },
            footer = {
                "",
                "Examples:",
                "  remit resume invoices --to held --reason \"the mapping is corrected\"",
                "  remit resume invoices --to reviewed --reason \"40 cases looked at, all right\"",
                "  remit resume invoices --to open --reason \"a day without an error\""
            })
    static final class Resume extends Moving {
        @Option(
                names = "--to",
                paramLabel = "STAGE",
                required = true,
                description = "held, reviewed or open: the stage after the present one.")
        String to = "";

        Resume(Console console) {
            super(console);
        }

        @Override
        Permission needs() {
            return HaltDesk.RESUMES;
        }

        @Override
        String verb() {
            return "resume";
        }

        @Override
        Json.Obj body(HaltScope scope) {
            return super.body(scope).with("to", Json.of(stage().word()));
        }

        @Override
        Checked<HaltDesk.Done> done(HaltDesk desk, Acting acting, HaltScope scope) {
            return desk.resume(acting, scope, stage(), reason);
        }

        private HaltStage stage() {
            return HaltStage.of(to.strip().toLowerCase(Locale.ROOT))
                    .orElseThrow(() -> new Failure(
                            ExitStatus.USAGE,
                            List.of(new Problem(
                                    "RMT-444", "--to", "there is no stage " + to, "use held, reviewed or open"))));
        }
    }

    /** {@code remit halts}. */
    @Command(
            name = "halts",
            mixinStandardHelpOptions = true,
            header = "Lists what is halted: since when, by whom, why, and what waits because of it.",
            footer = {
                "",
                "Examples:",
                "  remit halts",
                "  remit halts --json --server https://remit.example",
                "",
                "Exit status 1 while anything is halted."
            })
    static final class ListAll implements Callable<Integer> {
        private final Console console;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        ListAll(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            String server = options.server();
            if (server == null) {
                return console.reading(options.common(), installation -> {
                    Person person = console.person(installation, options.common(), Permission.READ);
                    boolean words = person.may(Permission.SEE_CONTENT);
                    return told(installation.halts().list().toJson(words), names(installation, words));
                });
            }
            try (Remote remote = Remote.open(console, options, server)) {
                return told(remote.get("/api/v1/halts", java.util.Map.of()), UnaryOperator.identity());
            }
        }

        private static UnaryOperator<String> names(Installation installation, boolean words) {
            if (!words || !(installation.access() instanceof Checked.Ok<Access>(Access access)))
                return UnaryOperator.identity();
            List<Person> people = access.people();
            return by -> people.stream()
                    .filter(each -> each.actor().toString().equals(by))
                    .map(Person::name)
                    .findFirst()
                    .orElse(by);
        }

        private int told(Json.Obj view, UnaryOperator<String> named) {
            if (json) console.print(view.pretty());
            else HaltText.list(view, named).forEach(console::print);
            return view.array("halts").isEmpty() ? ExitStatus.OK : ExitStatus.FINDING;
        }
    }
}

package remit.server.cli.rules;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.ChangeText;
import remit.server.changes.Changes;
import remit.server.changes.Participant;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.cli.console.Remote;
import remit.server.wiring.Installation;

/** The commands by which rules change: {@code remit rules draft}, {@code submit}, {@code approve} and their kind. */
final class ChangeCommands {
    private ChangeCommands() {}

    static void addTo(CommandLine rules, Console console) {
        rules.addSubcommand(new ListAll(console))
                .addSubcommand(new DraftCommands.Draft(console))
                .addSubcommand(new DraftCommands.Propose(console))
                .addSubcommand(new DraftCommands.Expect(console))
                .addSubcommand(new DraftCommands.Try(console))
                .addSubcommand(new DraftCommands.Submit(console))
                .addSubcommand(new Approve(console))
                .addSubcommand(new Reject(console))
                .addSubcommand(new Withdraw(console))
                .addSubcommand(new Rebase(console))
                .addSubcommand(new Rollback(console));
    }

    /** What all of them take. */
    abstract static class OnChanges implements Callable<Integer> {
        final Console console;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        OnChanges(Console console) {
            this.console = console;
        }

        /** What may be done is decided where it is done; opening for it already tells who asks. */
        int moved(Permission permission, Work<Change> work) {
            return movedBy(permission, (installation, who) -> work.on(installation.changes(), who));
        }

        int movedBy(Permission permission, Opened<Change> work) {
            return console.with(common, installation -> {
                Person person = console.person(installation, common, permission);
                Acting acting = new Acting(
                        person.actor(), console.need(installation.person(null)).actor());
                installation.changes().tend().forEach(console::note);
                Change change = console.need(work.on(installation, Participant.of(person, acting)), ExitStatus.FINDING);
                if (json) console.print(change.toJson().pretty());
                else console.print(ChangeText.line(change.toJson()));
                return ExitStatus.OK;
            });
        }
    }

    /** A command's own part. */
    interface Work<T> {
        Checked<T> on(Changes changes, Participant who);
    }

    /** The same where more than change control is asked. */
    interface Opened<T> {
        Checked<T> on(Installation installation, Participant who);
    }

    /** {@code remit rules changes}. */
    @Command(
            name = "changes",
            mixinStandardHelpOptions = true,
            header = "Lists changes of rules, or shows one with what differs.",
            footer = {
                "",
                "Examples:",
                "  remit rules changes",
                "  remit rules changes --process invoices --json",
                "  remit rules changes chg_0a1b2c3d4e5f",
                "  remit rules changes chg_0a1b2c3d4e5f --server https://remit.example"
            })
    static final class ListAll implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", arity = "0..1", paramLabel = "CHANGE", description = "Show this one.")
        @Nullable
        String change;

        @Option(names = "--process", paramLabel = "PROCESS", description = "Only those of this process or level.")
        @Nullable
        String process;

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
            Json.Obj answer = server == null ? console.reading(options.common(), this::local) : remote(server);
            if (json) console.print(answer.pretty());
            else
                for (String line : change == null ? ChangeText.list(answer) : ChangeText.one(answer))
                    console.print(line);
            return ExitStatus.OK;
        }

        private Json.Obj remote(String server) {
            String id = change == null ? "" : change.strip();
            if (change != null && !id.matches("\\w+")) throw new Failure(ExitStatus.FINDING, List.of(Change.none(id)));
            Map<String, String> query = process == null ? Map.of() : Map.of("process", process);
            try (Remote remote = Remote.open(console, options, server)) {
                return change == null
                        ? remote.get("/api/v1/changes", query)
                        : remote.get("/api/v1/changes/" + id, Map.of());
            }
        }

        private Json.Obj local(Installation installation) {
            boolean words = console.person(installation, options.common(), Permission.READ)
                    .may(Permission.SEE_CONTENT);
            Changes changes = installation.changes();
            if (change != null) {
                return console.need(changes.find(change).then(found -> changes.told(found, words)), ExitStatus.FINDING);
            }
            if (process != null && !changes.knows(process)) throw Failure.noSuchProcess("--process", process);
            return Change.listed(changes.list(process), words);
        }
    }

    /** Those that name a change. */
    abstract static class OnOne extends OnChanges {
        @Parameters(index = "0", paramLabel = "CHANGE", description = "Its id, or the beginning of it.")
        String change = "";

        OnOne(Console console) {
            super(console);
        }
    }

    /** Those that want a reason. */
    abstract static class WithReason extends OnOne {
        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
        String reason = "";

        WithReason(Console console) {
            super(console);
        }
    }

    /** {@code remit rules approve}. */
    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            header = "Approves a change that somebody else wrote; it is in force at once, or at its time.",
            footer = {
                "",
                "Examples:",
                "  remit rules approve chg_0a1b2c3d4e5f --hash 6f5e4d3c2b1a.2",
            })
    static final class Approve extends OnOne {
        @Option(
                names = "--hash",
                paramLabel = "HASH",
                required = true,
                description = "What you read, as remit rules changes shows it behind the arrow.")
        String seen = "";

        @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Your words on it.")
        String note = "";

        Approve(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return moved(
                    Permission.APPROVE_RULES,
                    (changes, who) -> changes.find(change)
                            .then(found -> ChangeSeen.read(seen, found))
                            .then(read -> changes.approve(who, change, read, note)));
        }
    }

    /** {@code remit rules reject}. */
    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            header = "Refuses a change that somebody else wrote.",
            footer = {"", "Examples:", "  remit rules reject chg_0a1b2c3d4e5f --reason \"too few cases behind it\""})
    static final class Reject extends WithReason {
        Reject(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return moved(Permission.APPROVE_RULES, (changes, who) -> changes.reject(who, change, reason));
        }
    }

    /** {@code remit rules withdraw}. */
    @Command(
            name = "withdraw",
            mixinStandardHelpOptions = true,
            header = "Gives a change up.",
            footer = {"", "Examples:", "  remit rules withdraw chg_0a1b2c3d4e5f"})
    static final class Withdraw extends OnOne {
        Withdraw(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return moved(Permission.PROPOSE, (changes, who) -> changes.withdraw(who, change));
        }
    }

    /** {@code remit rules rebase}. */
    @Command(
            name = "rebase",
            mixinStandardHelpOptions = true,
            header = "Carries a suspended change over to the version in force.",
            footer = {"", "Examples:", "  remit rules rebase chg_0a1b2c3d4e5f"})
    static final class Rebase extends OnOne {
        Rebase(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return moved(Permission.PROPOSE, (changes, who) -> changes.rebase(who, change));
        }
    }

    /** {@code remit rules rollback}. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            header = "Puts an earlier version in force again, at once.",
            description = "It holds from the next case on, on every node. How long it took is evidence.",
            footer = {
                "",
                "Examples:",
                "  remit rules rollback invoices --reason \"credit notes were posted\"",
                "  remit rules rollback invoices --to 1a2b3c4d --reason \"credit notes were posted\""
            })
    static final class Rollback extends OnChanges {
        @Parameters(
                index = "0",
                paramLabel = "PROCESS",
                description = "The process, or the level: @organisation, @domain/NAME.")
        String process = "";

        @Option(names = "--to", paramLabel = "HASH", description = "An earlier version (default: the one before).")
        @Nullable
        String to;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
        String reason = "";

        Rollback(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return console.with(common, installation -> {
                Person person = console.person(installation, common, Permission.ROLL_BACK);
                if (!installation.changes().knows(process)) throw Failure.noSuchProcess("PROCESS", process);
                Acting acting = new Acting(
                        person.actor(), console.need(installation.person(null)).actor());
                Changes.RolledBack done = console.need(
                        installation.changes().rollBack(Participant.of(person, acting), process, to, reason),
                        ExitStatus.FINDING);
                if (json) console.print(done.toJson().pretty());
                else {
                    console.print(done.subject() + " is back from " + ChangeText.shortly(done.from()) + " to "
                            + ChangeText.shortly(done.to()) + ", in force after "
                            + done.took().toMillis() + " ms");
                }
                return ExitStatus.OK;
            });
        }
    }
}

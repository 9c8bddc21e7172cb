package remit.server.cli.incidents;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.acts.Acts;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.cli.console.Remote;
import remit.server.store.DeadNotices;
import remit.server.wiring.Channels;
import remit.server.wiring.Installation;

/** {@code remit notices}: what reached nobody, and another try. */
@Command(
        name = "notices",
        mixinStandardHelpOptions = true,
        header = "Lists notices that reached nobody, and tries them again.",
        footer = {"", "Examples:", "  remit notices dead", "  remit notices redeliver --all"})
public final class NoticeCommands implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandLine.Model.CommandSpec specification;

    private NoticeCommands() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new NoticeCommands())
                .addSubcommand(new Dead(console))
                .addSubcommand(new Redeliver(console));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                specification.commandLine(), "Say what to do: remit notices dead, or remit notices redeliver");
    }

    /** {@code remit notices dead}. */
    @Command(
            name = "dead",
            mixinStandardHelpOptions = true,
            header = "Lists what could not be delivered: to whom, why, after how many tries, when it was given up.",
            footer = {"", "Example:", "  remit notices dead --json"})
    static final class Dead implements Callable<Integer> {
        private final Console console;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        Dead(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<Json> items = items();
            if (json) console.print(Json.object("items", Json.array(items)).pretty());
            else if (items.isEmpty()) console.print("Every notice was delivered, or is on its way.");
            else for (Json item : items) if (item instanceof Json.Obj one) console.print(told(one));
            return items.isEmpty() ? ExitStatus.OK : ExitStatus.FINDING;
        }

        private List<Json> items() {
            String server = options.server();
            if (server == null) {
                return console.reading(options.common(), installation -> {
                    console.person(installation, options.common(), Permission.ADMINISTER);
                    return DeadNotices.list(installation.source()).stream()
                            .map(one -> (Json) one.toJson())
                            .toList();
                });
            }
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.get("/api/v1/notices/dead", Map.of()).array("items");
            }
        }

        private static String told(Json.Obj one) {
            String to = one.text("to", "");
            return one.text("id", "") + ": " + one.text("type", "") + " of " + one.text("process", "") + " to "
                    + (to.isEmpty() ? "whoever notices go to" : to) + ", given up "
                    + one.text("given_up_at", "at an unknown time") + " after " + (long) one.number("tries", 0)
                    + " tries: " + one.text("why", "");
        }
    }

    /** {@code remit notices redeliver}. */
    @Command(
            name = "redeliver",
            mixinStandardHelpOptions = true,
            header = "Tries what was given up again, at once and as often as a new notice.",
            footer = {
                "",
                "Examples:",
                "  remit notices redeliver --all",
                "  remit notices redeliver notice_inc_0a1b_2_0"
            })
    static final class Redeliver implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "The id of the notice.")
        @Nullable
        String id;

        @Option(names = "--all", description = "All that were given up.")
        boolean all;

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        Redeliver(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (all == (id != null)) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem("RMT-081", "--all", "an ID or --all is needed", "see remit notices dead")));
            }
            String server = options.server();
            if (server == null) return console.reading(options.common(), this::here);
            try (Remote remote = Remote.open(console, options, server)) {
                Json.Obj body = id == null ? Json.EMPTY : Json.object("id", id);
                Json.Obj answer = remote.postOnce("/api/v1/notices:redeliver", body);
                console.print(said((long) answer.number("notices", 0)));
                return ExitStatus.OK;
            }
        }

        private int here(Installation installation) {
            Acting who = console.acting(installation, options.common(), Permission.ADMINISTER);
            int notices = redelivered(installation, who);
            if (notices == 0 && id != null) {
                throw new Failure(
                        ExitStatus.FINDING,
                        List.of(new Problem(
                                "RMT-537", id, "no notice of this id was given up", "list them: remit notices dead")));
            }
            int delivered = console.need(Channels.outbox(installation, console.settings(options.common())))
                    .deliver();
            console.print(said(notices) + (delivered == 0 ? "" : " Delivered now: " + delivered + "."));
            return ExitStatus.OK;
        }

        private int redelivered(Installation installation, Acting who) {
            Json.Obj words = id == null ? null : Json.object("notice", id);
            try (Acts.Begun act =
                    installation.acts().begin(Acts.Kind.REDELIVERY, who, Json.object("all", all), words)) {
                int notices = DeadNotices.redeliver(
                        installation.source(), id, console.clock().instant());
                act.done(Json.object("notices", notices));
                return notices;
            }
        }

        private static String said(long notices) {
            return notices == 1 ? "1 notice is on its way again." : notices + " notices are on their way again.";
        }
    }
}

package remit.server.cli.incidents;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Remote;
import remit.server.incidents.Incident;
import remit.server.incidents.IncidentDesk;
import remit.server.wiring.Installation;

/** {@code remit incidents}: what is wrong, who took it up, and how it ended. */
@Command(
        name = "incidents",
        mixinStandardHelpOptions = true,
        header = "Lists incidents, and takes them up.",
        description = {
            "People are paged of an incident step by step, as the contract says, until somebody acknowledges it.",
        },
        footer = {
            "",
            "Examples:",
            "  remit incidents",
            "  remit incidents ack inc_0a1b2c3d4e5f6071",
            "  remit incidents close inc_0a1b2c3d4e5f6071 --reason \"the feed was restarted\""
        })
public final class IncidentCommands implements Callable<Integer> {
    private final Console console;

    @Option(names = "--process", paramLabel = "ID", description = "Only those of this process.")
    @Nullable
    String process;

    @Option(names = "--all", description = "Those that are closed, too.")
    boolean all;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions.Reading options = new CommonOptions.Reading();

    private IncidentCommands(Console console) {
        this.console = console;
    }

    public static CommandLine line(Console console) {
        return new CommandLine(new IncidentCommands(console))
                .addSubcommand(new Acknowledge(console))
                .addSubcommand(new Close(console));
    }

    @Override
    public Integer call() {
        List<Json> items = items();
        if (json) {
            console.print(Json.object("items", Json.array(items)).pretty());
            return ExitStatus.OK;
        }
        if (items.isEmpty()) console.print(all ? "There was none." : "Nothing is wrong: no incident is open.");
        for (Json item : items) if (item instanceof Json.Obj incident) console.print(told(incident));
        return ExitStatus.OK;
    }

    private List<Json> items() {
        String server = options.server();
        if (server == null) {
            return console.reading(options.common(), installation -> {
                console.person(installation, options.common(), Permission.READ);
                return installation.incidents().list(process, all).stream()
                        .map(incident -> (Json) incident.toJson())
                        .toList();
            });
        }
        try (Remote remote = Remote.open(console, options, server)) {
            var query = new java.util.TreeMap<String, String>();
            if (process != null) query.put("process", process);
            if (all) query.put("all", "true");
            return remote.get("/api/v1/incidents", query).array("items");
        }
    }

    /** {@code inc_... severity 1 silence invoices open since ..., paged 2 times, next page at ...}. */
    static String told(Json.Obj incident) {
        String taken = incident.text("acknowledged_by", "");
        String closed = incident.text("closed_at", "");
        String next = incident.text("next_page_at", "");
        String end = !closed.isEmpty()
                ? ", closed " + closed
                : !taken.isEmpty()
                        ? ", taken up by " + taken
                        : ", nobody has taken it up" + (next.isEmpty() ? "" : "; next page " + next);
        long pages = (long) incident.number("pages", 0);
        return String.join(
                        " ",
                        Stream.of(
                                        incident.text("id", ""),
                                        "severity " + (long) incident.number("severity", 0),
                                        incident.text("cause", "") + tool(incident),
                                        incident.text("process", ""),
                                        incident.text("standing", ""),
                                        "since " + incident.text("opened_at", ""))
                                .toList())
                + ", paged " + (pages == 1 ? "once" : pages + " times") + end;
    }

    private static String tool(Json.Obj incident) {
        String tool = incident.object("facts").text("tool", "");
        return tool.isEmpty() ? "" : " (" + tool + ")";
    }

    /** What both take. */
    abstract static class OnOne implements Callable<Integer> {
        final Console console;

        @Parameters(index = "0", paramLabel = "ID", description = "The id of the incident.")
        String id = "";

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        OnOne(Console console) {
            this.console = console;
        }

        abstract String verb();

        abstract Json.Obj body();

        abstract remit.kernel.Checked<Incident> move(IncidentDesk desk, Person person);

        @Override
        public Integer call() {
            String server = options.server();
            Json.Obj incident = server == null ? here() : there(server);
            console.print(json ? incident.pretty() : told(incident));
            return ExitStatus.OK;
        }

        private Json.Obj here() {
            return console.reading(options.common(), (Installation installation) -> {
                Person person = console.person(installation, options.common(), Permission.RESPOND);
                return console.need(move(installation.incidents(), person), ExitStatus.FINDING)
                        .toJson();
            });
        }

        private Json.Obj there(String server) {
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.postOnce("/api/v1/incidents/" + Remote.encoded(id) + ":" + verb(), body());
            }
        }
    }

    /** {@code remit incidents ack}. */
    @Command(
            name = "ack",
            mixinStandardHelpOptions = true,
            header = "Takes an incident up: nobody else is paged.",
            footer = {"", "Example:", "  remit incidents ack inc_0a1b2c3d4e5f6071"})
    static final class Acknowledge extends OnOne {
        Acknowledge(Console console) {
            super(console);
        }

        @Override
        String verb() {
            return "acknowledge";
        }

        @Override
        Json.Obj body() {
            return Json.EMPTY;
        }

        @Override
        remit.kernel.Checked<Incident> move(IncidentDesk desk, Person person) {
            return desk.acknowledge(id, person.actor());
        }
    }

    /** {@code remit incidents close}. */
    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            header = "Ends an incident that was dealt with.",
            footer = {"", "Example:", "  remit incidents close inc_0a1b2c3d4e5f6071 --reason \"the feed was restarted\""
            })
    static final class Close extends OnOne {
        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "What was done about it.")
        String reason = "";

        Close(Console console) {
            super(console);
        }

        @Override
        String verb() {
            return "close";
        }

        @Override
        Json.Obj body() {
            return Json.object("reason", reason);
        }

        @Override
        remit.kernel.Checked<Incident> move(IncidentDesk desk, Person person) {
            return desk.close(id, person.actor(), reason);
        }
    }
}

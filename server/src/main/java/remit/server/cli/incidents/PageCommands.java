package remit.server.cli.incidents;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import remit.process.ProcessContract;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.incidents.IncidentDesk;
import remit.server.live.NoticeOutbox;
import remit.server.wiring.Channels;
import remit.server.wiring.Installation;

/** {@code remit page}: do pages arrive? */
@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        header = "Sends test pages.",
        footer = {"", "Example:", "  remit page test invoices"})
public final class PageCommands implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandLine.Model.CommandSpec specification;

    private PageCommands() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new PageCommands()).addSubcommand(new Test(console));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                specification.commandLine(), "Say what to do: remit page test PROCESS");
    }

    /** {@code remit page test}. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            header = "Pages everybody on the ladder of a process, and says whom it reached.",
            description = {
                "The page says that it is a test. That it was sent is evidence. Exit status 1 where one did not arrive.",
            },
            footer = {"", "Example:", "  remit page test invoices"})
    static final class Test implements Callable<Integer> {
        /** A server that runs may deliver them first; longer than a delivery takes. */
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        private final Console console;

        @Parameters(index = "0", paramLabel = "PROCESS", description = "The id of the process.")
        String process = "";

        @Mixin
        CommonOptions common = new CommonOptions();

        Test(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            return console.reading(common, this::sent);
        }

        private int sent(Installation installation) {
            Person person = console.person(installation, common, Permission.RESPOND);
            ProcessContract contract =
                    installation.contract(process).orElseThrow(() -> Failure.noSuchProcess("PROCESS", process));
            NoticeOutbox outbox = console.need(Channels.outbox(installation, console.settings(common)));
            List<IncidentDesk.Trial> trials = installation.incidents().trial(contract, person.actor());
            List<String> ids = trials.stream().map(IncidentDesk.Trial::notice).toList();
            var came = new TreeMap<String, NoticeOutbox.Came>();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (came.size() < ids.size() && System.nanoTime() < end) {
                outbox.deliver();
                came.putAll(outbox.came(ids));
                if (came.size() < ids.size()) pause();
            }
            return told(trials, came);
        }

        private int told(List<IncidentDesk.Trial> trials, Map<String, NoticeOutbox.Came> came) {
            boolean all = true;
            for (IncidentDesk.Trial trial : trials) {
                NoticeOutbox.Came what = came.get(trial.notice());
                boolean arrived = what != null && what.delivered();
                all = all && arrived;
                console.print(trial.contact() + ": "
                        + (arrived ? "delivered" : what == null ? "no answer yet" : "not delivered: " + what.why()));
            }
            return all ? ExitStatus.OK : ExitStatus.FINDING;
        }

        private static void pause() {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package remit.server.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.ladders.LadderLook;
import remit.server.ladders.ProcessLadders;
import remit.server.ladders.Standing;
import remit.server.runs.Climbing;
import remit.server.wiring.Installation;

/** {@code remit ladder}: how far the work of a process is trusted, and who says so. */
@Command(
        name = "ladder",
        mixinStandardHelpOptions = true,
        header = "Shows how far a process is trusted, and moves it.",
        description = {
            "A process that has begun to earn its way starts in shadow. Its engine proposes to remove one checkpoint at a"
                    + " time, on evidence; a person signs. What takes autonomy back needs nobody.",
        },
        footer = {
            "",
            "Examples:",
            "  remit ladder show invoices",
            "  remit ladder start invoices --authorise checkpointed",
            "  remit ladder sign invoices --segment Libraries --remove \"clerk's look\"",
            "  remit ladder stop invoices --segment Libraries"
        })
final class LadderCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandLine.Model.CommandSpec specification;

    private LadderCommand() {}

    static CommandLine with(Console console) {
        return new CommandLine(new LadderCommand())
                .addSubcommand(new Show(console))
                .addSubcommand(new Start(console))
                .addSubcommand(new SegmentCommands.SignOne(console))
                .addSubcommand(new SegmentCommands.Refuse(console))
                .addSubcommand(new SegmentCommands.Give(console))
                .addSubcommand(new SegmentCommands.TakeBack(console))
                .addSubcommand(new SegmentCommands.Stop(console))
                .addSubcommand(new SegmentCommands.PutBack(console))
                .addSubcommand(new SegmentCommands.Lower(console))
                .addSubcommand(new Held(console));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                specification.commandLine(),
                "Say what to do: remit ladder show PROCESS, or another of the commands below");
    }

    /** What all of them take. */
    abstract static class OnLadders implements Callable<Integer> {
        final Console console;

        @Parameters(index = "0", paramLabel = "PROCESS", description = "The id of the process.")
        String process = "";

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        OnLadders(Console console) {
            this.console = console;
        }

        /** The ladders of a process that was published here. */
        ProcessLadders ladders(Installation installation) {
            if (installation.catalog().latest(process).isEmpty()) {
                throw new Failure(
                        ExitStatus.FINDING,
                        List.of(new Problem(
                                "RMT-074",
                                process,
                                "no version of this process was published here",
                                "run or serve it first, or name another --data-dir")));
            }
            return installation.ladders().of(process);
        }

        /** Those of a process that has begun to earn its way. */
        ProcessLadders begun(Installation installation) {
            ProcessLadders ladders = ladders(installation);
            if (ladders.begun()) return ladders;
            throw new Failure(
                    ExitStatus.FINDING,
                    List.of(new Problem(
                            "RMT-172",
                            process,
                            "it has not begun to earn its way: its rules alone decide",
                            "begin with remit ladder start " + process)));
        }

        int told(ProcessLadders ladders, Instant now) {
            var looks = new ArrayList<LadderLook>();
            ladders.states().forEach((segment, state) -> looks.add(new LadderLook(segment, state, now)));
            if (json) {
                console.print(Json.object(
                                "process", process,
                                "begun", ladders.begun(),
                                "segments",
                                        Json.array(looks.stream()
                                                .map(LadderLook::toJson)
                                                .map(each -> (Json) each)
                                                .toList()))
                        .pretty());
                return ExitStatus.OK;
            }
            if (!ladders.begun()) {
                console.print(process + " has not begun to earn its way: its rules alone decide (remit ladder start "
                        + process + ")");
            } else if (looks.isEmpty()) {
                console.print(process + " has begun; no case has come in since");
            }
            for (LadderLook look : looks) look.lines().forEach(console::print);
            return ExitStatus.OK;
        }
    }

    /** {@code remit ladder show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Shows stage, evidence, and what is missing for the next promotion.",
            footer = {"", "Examples:", "  remit ladder show invoices", "  remit ladder show invoices --json"})
    static final class Show extends OnLadders {
        Show(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return console.reading(common, installation -> {
                console.person(installation, common, Permission.READ);
                return told(ladders(installation), console.clock().instant());
            });
        }
    }

    /** {@code remit ladder start}. */
    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            header = "Lets a process earn its way from shadow on; nothing clears by its rules alone any more.",
            footer = {
                "",
                "Examples:",
                "  remit ladder start invoices",
                "  remit ladder start invoices --authorise sampled --segment Libraries --limit 3%%"
            })
    static final class Start extends OnLadders {
        @Option(
                names = "--authorise",
                paramLabel = "STAGE",
                description = "Sign promotions up to this stage beforehand.")
        @Nullable
        String authorise;

        @Option(
                names = "--segment",
                paramLabel = "NAME",
                description = "Only for this segment; may be given several times.")
        List<String> segments = new ArrayList<>();

        @Option(
                names = "--limit",
                paramLabel = "SHARE",
                description = "Only where the error share is at most this (3%%).")
        @Nullable
        String limit;

        Start(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            var options = new LadderOptions();
            options.on = true;
            options.authorise = authorise;
            options.segments = segments;
            options.limit = limit;
            Climbing climbing = console.need(options.read()).orElseThrow();
            return console.with(common, installation -> {
                Person person = console.person(installation, common, Permission.APPROVE_RULES);
                ProcessLadders ladders = ladders(installation);
                Standing granted = climbing.upTo() == null
                        ? null
                        : new Standing(person.actor(), climbing.upTo(), climbing.limit(), climbing.segments());
                ladders.begin(granted, person.actor(), console.clock().instant());
                return told(ladders, console.clock().instant());
            });
        }
    }

    /** {@code remit ladder review}. */
    @Command(
            name = "review",
            mixinStandardHelpOptions = true,
            header = "Records that the process was reviewed as a whole, as its contract asks.",
            footer = {
                "",
                "Examples:",
                "  remit ladder review invoices --note \"the quarter's sample, with the auditor\""
            })
    static final class Held extends OnLadders {
        @Option(names = "--note", paramLabel = "TEXT", description = "What was found; kept where it can be erased.")
        String note = "";

        Held(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return console.with(common, installation -> {
                Person person = console.person(installation, common, Permission.APPROVE_RULES);
                ProcessLadders ladders = begun(installation);
                ladders.reviewed(person.actor(), note.strip(), console.clock().instant());
                return told(ladders, console.clock().instant());
            });
        }
    }
}

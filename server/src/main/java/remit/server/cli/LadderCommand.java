package remit.server.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ladder.Stage;
import remit.server.access.Access;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.cli.console.Remote;
import remit.server.ladders.LadderDesk;
import remit.server.ladders.LadderView;
import remit.server.ladders.LadderWords;
import remit.server.ladders.ProcessLadders;
import remit.server.ladders.Standing;
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
            "  remit ladder sign invoices --segment Libraries --remove review --seen 3f9c0a1b2c4d",
            "  remit ladder stop invoices --segment Libraries --reason \"letters went to the wrong people\""
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

        /** How they stand, as this person may read it. */
        Json.Obj view(ProcessLadders ladders, Person person) {
            return LadderView.of(process, ladders, person.may(Permission.SEE_CONTENT))
                    .toJson(console.clock().instant());
        }

        /** As a server told it: people by their ids. */
        int told(Json.Obj view) {
            return told(view, UnaryOperator.identity());
        }

        /** As it is known here: people by their names, for whoever may see them. */
        int told(Installation installation, ProcessLadders ladders, Person person) {
            Map<String, String> names = new HashMap<>();
            if (person.may(Permission.SEE_CONTENT)
                    && installation.access() instanceof Checked.Ok<Access>(Access access))
                for (Person each : access.people()) names.put(each.actor().toString(), each.name());
            return told(view(ladders, person), by -> names.getOrDefault(by, by));
        }

        private int told(Json.Obj view, UnaryOperator<String> named) {
            if (json) console.print(view.pretty());
            else LadderText.of(view, named).forEach(console::print);
            return ExitStatus.OK;
        }

        /** What was done, where the ladders do not show it. */
        void done(String what) {
            if (!json) console.print(what);
        }

        /** What people want of ladders, or the end of the command: places are named as options here. */
        LadderDesk.Moved move(ProcessLadders ladders, Person person, LadderDesk.Wanted wanted) {
            return switch (new LadderDesk(ladders)
                    .move(wanted, person.actor(), console.clock().instant())) {
                case Checked.Ok<LadderDesk.Moved>(LadderDesk.Moved moved) -> moved;
                case Checked.Refused<LadderDesk.Moved>(List<Problem> problems) ->
                    throw new Failure(
                            ExitStatus.FINDING,
                            problems.stream().map(this::spelt).distinct().toList());
            };
        }

        private Problem spelt(Problem problem) {
            String place = switch (problem.place()) {
                case "process", "ladder" -> process;
                case "checkpoint" -> "--remove";
                case "segment", "seen", "reason", "note", "up_to", "limit", "cause" ->
                    "--" + problem.place().replace('_', '-');
                default -> problem.place();
            };
            return new Problem(problem.code(), place, problem.what(), problem.fix());
        }
    }

    /** {@code remit ladder show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Shows stage, evidence, and what is missing for the next promotion.",
            footer = {
                "",
                "Examples:",
                "  remit ladder show invoices",
                "  remit ladder show invoices --json --server https://remit.example"
            })
    static final class Show extends OnLadders {
        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        Show(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            String server = options.server();
            if (server == null) {
                return console.reading(options.common(), installation -> {
                    Person person = console.person(installation, options.common(), Permission.READ);
                    return told(installation, ladders(installation), person);
                });
            }
            try (Remote remote = Remote.open(console, options, server)) {
                Json.Obj ladder = remote.get("/api/v1/processes/" + Remote.encoded(process) + "/ladder", Map.of());
                // What moved it is told by the API alone.
                return told(Json.object(
                        "process", ladder.text("process"),
                        "begun", ladder.flag("begun"),
                        "segments", Json.array(ladder.array("segments"))));
            }
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

        @Mixin
        CommonOptions common = new CommonOptions();

        Start(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            if (authorise == null && (limit != null || !segments.isEmpty())) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-192",
                                limit == null ? "--segment" : "--limit",
                                "alone signs nothing beforehand",
                                "add --authorise STAGE")));
            }
            Stage stage = authorise == null ? null : console.need(LadderWords.stage("--authorise", authorise));
            double most = limit == null ? 1 : console.need(LadderWords.share("--limit", limit));
            return console.with(common, installation -> {
                Person person = console.person(installation, common, Permission.APPROVE_RULES);
                ProcessLadders ladders = ladders(installation);
                Standing granted = stage == null ? null : new Standing(person.actor(), stage, most, segments);
                ladders.begin(granted, person.actor(), console.clock().instant());
                noteStrangers(ladders);
                return told(installation, ladders, person);
            });
        }

        /** A segment may have its first case later; a name that was misspelt never has one. */
        private void noteStrangers(ProcessLadders ladders) {
            List<String> known = ladders.names();
            for (String each : segments) {
                if (known.isEmpty() || known.contains(each)) continue;
                console.note(
                        "no case so far is of the segment \"" + each + "\"; there are " + String.join(", ", known));
            }
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
                "  remit ladder review invoices --note \"the quarter's sample, with the auditor\"",
                "  remit ladder review invoices --server https://remit.example"
            })
    static final class Held extends OnLadders {
        private static final String REVIEWED = "it is on record that the process was reviewed as a whole";

        @Option(names = "--note", paramLabel = "TEXT", description = "What was found; kept where it can be erased.")
        String note = "";

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        Held(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            String server = options.server();
            if (server == null) {
                return console.with(options.common(), installation -> {
                    Person person = console.person(installation, options.common(), LadderDesk.Verb.REVIEW.needs());
                    ProcessLadders ladders = ladders(installation);
                    move(ladders, person, new LadderDesk.Wanted(LadderDesk.Verb.REVIEW, null, Map.of("note", note)));
                    done(REVIEWED);
                    return told(installation, ladders, person);
                });
            }
            try (Remote remote = Remote.open(console, options, server)) {
                Json.Obj body = note.isBlank() ? Json.EMPTY : Json.object("note", note);
                Json.Obj held =
                        remote.postOnce("/api/v1/processes/" + Remote.encoded(process) + "/ladder:review", body);
                done(REVIEWED);
                return told(held);
            }
        }
    }
}

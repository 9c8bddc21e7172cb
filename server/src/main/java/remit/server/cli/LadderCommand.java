package remit.server.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import remit.kernel.Problem;
import remit.ladder.Cause;
import remit.ladder.LadderCommand.Authorise;
import remit.ladder.LadderCommand.Decline;
import remit.ladder.LadderCommand.Lift;
import remit.ladder.LadderCommand.LowerSampling;
import remit.ladder.LadderCommand.Revoke;
import remit.ladder.LadderCommand.Sign;
import remit.ladder.LadderCommand.Trigger;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;
import remit.ladder.Stage;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.ladders.LadderLook;
import remit.server.ladders.ProcessLadders;
import remit.server.ladders.Segment;
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
    private final Console console;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandLine.Model.CommandSpec specification;

    private LadderCommand(Console console) {
        this.console = console;
    }

    static CommandLine with(Console console) {
        return new CommandLine(new LadderCommand(console))
                .addSubcommand(new Show(console))
                .addSubcommand(new Start(console))
                .addSubcommand(new SignOne(console))
                .addSubcommand(new Refuse(console))
                .addSubcommand(new Give(console))
                .addSubcommand(new TakeBack(console))
                .addSubcommand(new Stop(console))
                .addSubcommand(new PutBack(console))
                .addSubcommand(new Lower(console))
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
            header = "Shows stage, evidence, and what is missing for the next promotion.")
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
            header = "Lets a process earn its way from shadow on; nothing clears by its rules alone any more.")
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

    /** Those that concern segments: one that is named, or all. */
    abstract static class OnSegments extends OnLadders {
        @Option(names = "--segment", paramLabel = "NAME", description = "The segment; without, every one.")
        @Nullable
        String segment;

        OnSegments(Console console) {
            super(console);
        }

        abstract remit.ladder.LadderCommand command();

        Permission permission() {
            return Permission.APPROVE_RULES;
        }

        @Override
        public Integer call() {
            remit.ladder.LadderCommand command = command();
            return console.with(common, installation -> {
                Person person = console.person(installation, common, permission());
                ProcessLadders ladders = ladders(installation);
                Instant now = console.clock().instant();
                List<String> names = names(ladders.states());
                var refused = new ArrayList<Problem>();
                for (String name : names) {
                    Checked<List<LadderEvent>> done = ladders.decide(name, command, person.actor(), now);
                    refused.addAll(done.problems());
                }
                if (!refused.isEmpty() && refused.size() == names.size())
                    throw new Failure(ExitStatus.FINDING, refused);
                return told(ladders, now);
            });
        }

        private List<String> names(Map<Segment, LadderState> states) {
            List<String> all = states.keySet().stream().map(Segment::name).toList();
            if (segment == null && !all.isEmpty()) return all;
            if (segment != null && all.contains(segment)) return List.of(segment);
            String known = all.isEmpty() ? "no case has come in yet" : "it has " + String.join(", ", all);
            throw new Failure(
                    ExitStatus.FINDING,
                    List.of(new Problem(
                            "RMT-193",
                            segment == null ? process : segment,
                            "the process has no such segment: " + known,
                            "see them with remit ladder show " + process)));
        }
    }

    /** {@code remit ladder sign}. */
    @Command(name = "sign", mixinStandardHelpOptions = true, header = "Signs the promotion that is proposed.")
    static final class SignOne extends OnSegments {
        @Option(
                names = "--remove",
                paramLabel = "CHECKPOINT",
                required = true,
                description = "The checkpoint that goes: exactly the one that is proposed.")
        List<String> checkpoints = List.of();

        SignOne(Console console) {
            super(console);
        }

        @Override
        remit.ladder.LadderCommand command() {
            return new Sign(checkpoints);
        }
    }

    /** {@code remit ladder decline}. */
    @Command(
            name = "decline",
            mixinStandardHelpOptions = true,
            header = "Refuses the promotion that is proposed; its evidence begins anew.")
    static final class Refuse extends OnSegments {
        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why the checkpoint shall stay.")
        String reason = "";

        Refuse(Console console) {
            super(console);
        }

        @Override
        remit.ladder.LadderCommand command() {
            return new Decline(reason);
        }
    }

    /** {@code remit ladder authorise}. */
    @Command(
            name = "authorise",
            mixinStandardHelpOptions = true,
            header = "Signs beforehand, for evidence that begins after it.")
    static final class Give extends OnSegments {
        @Option(
                names = "--up-to",
                paramLabel = "STAGE",
                required = true,
                description = "checkpointed, sampled or autonomous.")
        String upTo = "";

        @Option(
                names = "--limit",
                paramLabel = "SHARE",
                description = "Only where the error share is at most this (3%%).")
        @Nullable
        String limit;

        Give(Console console) {
            super(console);
        }

        @Override
        remit.ladder.LadderCommand command() {
            var options = new LadderOptions();
            options.on = true;
            options.authorise = upTo;
            options.limit = limit;
            Climbing read = console.need(options.read()).orElseThrow();
            return new Authorise(java.util.Objects.requireNonNullElse(read.upTo(), Stage.CHECKPOINTED), read.limit());
        }
    }

    /** {@code remit ladder revoke}. */
    @Command(name = "revoke", mixinStandardHelpOptions = true, header = "Takes back what was signed beforehand.")
    static final class TakeBack extends OnSegments {
        TakeBack(Console console) {
            super(console);
        }

        @Override
        remit.ladder.LadderCommand command() {
            return new Revoke();
        }
    }

    /** {@code remit ladder stop}. */
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            header = "Takes autonomy back at once: from the next case on people decide.")
    static final class Stop extends OnSegments {
        @Option(
                names = "--cause",
                paramLabel = "CAUSE",
                description = "kill_switch (the default: all checkpoints are back), severe_error, control_lapsed or"
                        + " review_overdue.")
        String cause = "kill_switch";

        Stop(Console console) {
            super(console);
        }

        @Override
        Permission permission() {
            return Permission.ROLL_BACK;
        }

        @Override
        remit.ladder.LadderCommand command() {
            String word = cause.strip().toLowerCase(Locale.ROOT).replace('-', '_');
            for (Cause each : Cause.values())
                if (each.fromOutside() && each.word().equals(word)) return new Trigger(each);
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-194",
                            "--cause " + cause,
                            "nobody can say that from outside",
                            "write kill_switch, severe_error, control_lapsed or review_overdue")));
        }
    }

    /** {@code remit ladder lift}. */
    @Command(
            name = "lift",
            mixinStandardHelpOptions = true,
            header = "Puts the kill switch back; autonomy is earned anew.")
    static final class PutBack extends OnSegments {
        PutBack(Console console) {
            super(console);
        }

        @Override
        remit.ladder.LadderCommand command() {
            return new Lift();
        }
    }

    /** {@code remit ladder lower-sampling}. */
    @Command(
            name = "lower-sampling",
            mixinStandardHelpOptions = true,
            header = "Looks at as much as usual again, after drift or a demotion.")
    static final class Lower extends OnSegments {
        Lower(Console console) {
            super(console);
        }

        @Override
        remit.ladder.LadderCommand command() {
            return new LowerSampling();
        }
    }

    /** {@code remit ladder review}. */
    @Command(
            name = "review",
            mixinStandardHelpOptions = true,
            header = "Records that the process was reviewed as a whole, as its contract asks.")
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
                ProcessLadders ladders = ladders(installation);
                ladders.reviewed(person.actor(), note.strip(), console.clock().instant());
                return told(ladders, console.clock().instant());
            });
        }
    }
}

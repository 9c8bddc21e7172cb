package remit.server.cli;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import remit.kernel.Problem;
import remit.ladder.Cause;
import remit.ladder.LadderCommand.Authorise;
import remit.ladder.LadderCommand.Decline;
import remit.ladder.LadderCommand.Lift;
import remit.ladder.LadderCommand.LowerSampling;
import remit.ladder.LadderCommand.Revoke;
import remit.ladder.LadderCommand.Sign;
import remit.ladder.LadderCommand.Trigger;
import remit.ladder.LadderState;
import remit.ladder.Stage;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.ladders.ProcessLadders;
import remit.server.ladders.Segment;
import remit.server.runs.Climbing;

/** {@code remit ladder}: what is said of segments, of one that is named or of all. */
final class SegmentCommands {
    private SegmentCommands() {}

    /** Those that concern segments: one that is named, or all. */
    abstract static class OnSegments extends LadderCommand.OnLadders {
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
                ProcessLadders ladders = begun(installation);
                Instant now = console.clock().instant();
                Optional<Segment> one = one(ladders.states());
                if (one.isPresent()) {
                    console.need(ladders.decide(one.get(), command, person.actor(), now), ExitStatus.FINDING);
                } else {
                    ProcessLadders.Everyone every = ladders.decideAll(command, person.actor(), now);
                    if (every.moved() == 0 && !every.refused().isEmpty())
                        throw new Failure(ExitStatus.FINDING, every.refused());
                    every.refused().stream().map(Problem::toString).distinct().forEach(console::note);
                }
                return told(ladders, now);
            });
        }

        /** Whether it is said of one segment only: what is signed or declined is what was read of that one. */
        boolean ofOne() {
            return false;
        }

        /** Empty for every one, also those that come later. */
        private Optional<Segment> one(Map<Segment, LadderState> states) {
            List<String> all = states.keySet().stream().map(Segment::name).toList();
            if (segment == null && ofOne() && all.size() > 1) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-193",
                                process,
                                "no segment is named, and the process has " + String.join(", ", all),
                                "add --segment: each is signed or declined for itself")));
            }
            if (segment == null && ofOne() && all.size() == 1)
                return states.keySet().stream().findFirst();
            if (segment == null) return Optional.empty();
            Optional<Segment> named = states.keySet().stream()
                    .filter(each -> each.name().equals(segment))
                    .findFirst();
            if (named.isPresent()) return named;
            String known = all.isEmpty() ? "no case has come in yet" : "it has " + String.join(", ", all);
            throw new Failure(
                    ExitStatus.FINDING,
                    List.of(new Problem(
                            "RMT-193",
                            segment,
                            "the process has no such segment: " + known,
                            "see them with remit ladder show " + process)));
        }
    }

    /** {@code remit ladder sign}. */
    @Command(
            name = "sign",
            mixinStandardHelpOptions = true,
            header = "Signs the promotion that is proposed.",
            footer = {"", "Examples:", "  remit ladder sign invoices --segment Libraries --remove \"clerk's look\""})
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
        boolean ofOne() {
            return true;
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
            header = "Refuses the promotion that is proposed; its evidence begins anew.",
            footer = {
                "",
                "Examples:",
                "  remit ladder decline invoices --segment Libraries --reason \"new supplier next month\""
            })
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
        boolean ofOne() {
            return true;
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
            header = "Signs beforehand, for evidence that begins after it.",
            footer = {"", "Examples:", "  remit ladder authorise invoices --up-to sampled --limit 3%%"})
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
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            header = "Takes back what was signed beforehand.",
            footer = {"", "Examples:", "  remit ladder revoke invoices --segment Libraries"})
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
            header = "Takes autonomy back at once: from the next case on people decide.",
            footer = {
                "",
                "Examples:",
                "  remit ladder stop invoices",
                "  remit ladder stop invoices --segment Libraries --cause severe_error"
            })
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
            header = "Puts the kill switch back; autonomy is earned anew.",
            footer = {"", "Examples:", "  remit ladder lift invoices --segment Libraries"})
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
            header = "Looks at as much as usual again, after drift or a demotion.",
            footer = {"", "Examples:", "  remit ladder lower-sampling invoices --segment Libraries"})
    static final class Lower extends OnSegments {
        Lower(Console console) {
            super(console);
        }

        @Override
        remit.ladder.LadderCommand command() {
            return new LowerSampling();
        }
    }
}

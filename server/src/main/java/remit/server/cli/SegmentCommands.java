package remit.server.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.kernel.Problem;
import remit.server.access.Person;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.ladders.LadderDesk;
import remit.server.ladders.LadderDesk.Verb;
import remit.server.ladders.ProcessLadders;

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

        @Mixin
        CommonOptions common = new CommonOptions();

        abstract Verb verb();

        /** What is said beside the segment. */
        Map<String, String> fields() {
            return Map.of();
        }

        /** What to say once it is done; empty where the ladders show it. */
        String said() {
            return "";
        }

        @Override
        public Integer call() {
            return console.with(common, installation -> {
                Person person = console.person(installation, common, verb().needs());
                ProcessLadders ladders = ladders(installation);
                LadderDesk.Moved moved = move(ladders, person, new LadderDesk.Wanted(verb(), segment, fields()));
                moved.refused().stream().map(Problem::toString).forEach(console::note);
                if (!said().isEmpty()) done(said());
                return told(installation, ladders, person);
            });
        }
    }

    /** {@code remit ladder sign}. */
    @Command(
            name = "sign",
            mixinStandardHelpOptions = true,
            header = "Signs the promotion that is proposed.",
            description = {
                "A signature is for exactly one checkpoint and for the evidence that was read: remit ladder show prints"
                        + " both, with a digest. Where the proposal rests on other evidence by now, nothing is signed.",
            },
            footer = {
                "",
                "Examples:",
                "  remit ladder sign invoices --segment Libraries --remove review --seen 3f9c0a1b2c4d"
            })
    static final class SignOne extends OnSegments {
        @Option(
                names = "--remove",
                paramLabel = "CHECKPOINT",
                required = true,
                description = "The checkpoint that goes: exactly the one that is proposed.")
        String checkpoint = "";

        @Option(
                names = "--seen",
                paramLabel = "DIGEST",
                required = true,
                description = "The evidence that you read, as remit ladder show prints it beside the proposal.")
        String seen = "";

        SignOne(Console console) {
            super(console);
        }

        @Override
        Verb verb() {
            return Verb.SIGN;
        }

        @Override
        Map<String, String> fields() {
            return Map.of("checkpoint", checkpoint, "seen", seen);
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
                "  remit ladder decline invoices --segment Libraries --seen 3f9c0a1b2c4d --reason \"new supplier\""
            })
    static final class Refuse extends OnSegments {
        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why the checkpoint shall stay.")
        String reason = "";

        @Option(
                names = "--seen",
                paramLabel = "DIGEST",
                required = true,
                description = "The evidence that you read, as remit ladder show prints it beside the proposal.")
        String seen = "";

        Refuse(Console console) {
            super(console);
        }

        @Override
        Verb verb() {
            return Verb.DECLINE;
        }

        @Override
        Map<String, String> fields() {
            return Map.of("reason", reason, "seen", seen);
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
        Verb verb() {
            return Verb.AUTHORISE;
        }

        @Override
        Map<String, String> fields() {
            return limit == null ? Map.of("up_to", upTo) : Map.of("up_to", upTo, "limit", limit);
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
        Verb verb() {
            return Verb.REVOKE;
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
                "  remit ladder stop invoices --reason \"letters went to the wrong people\"",
                "  remit ladder stop invoices --segment Libraries --cause severe_error --reason \"paid twice\""
            })
    static final class Stop extends OnSegments {
        @Option(
                names = "--cause",
                paramLabel = "CAUSE",
                description = "kill_switch (the default: all checkpoints are back), severe_error, control_lapsed or"
                        + " review_overdue.")
        String cause = "kill_switch";

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why; kept where it can be erased, and shown with the stop.")
        String reason = "";

        Stop(Console console) {
            super(console);
        }

        @Override
        Verb verb() {
            return Verb.STOP;
        }

        @Override
        Map<String, String> fields() {
            return Map.of("cause", cause, "reason", reason);
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
        Verb verb() {
            return Verb.LIFT;
        }

        @Override
        String said() {
            return "the kill switch is back; autonomy is earned anew";
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
        Verb verb() {
            return Verb.LOWER_SAMPLING;
        }

        @Override
        String said() {
            return "as much as usual is looked at again";
        }
    }
}

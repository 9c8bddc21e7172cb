package remit.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import remit.checkpoints.Terms;
import remit.kernel.WrittenShare;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.checkpoints.CheckpointRemovals;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;

/** {@code remit checkpoints}. */
@Command(
        name = "checkpoints",
        mixinStandardHelpOptions = true,
        header = "Says which checkpoint may go first, and for whom, by the log of the past.",
        description = {
            "For each checkpoint that the contract names under flow.trail, except the final approval: how many cases would"
                    + " have skipped it, how many of its rejections would have been missed, and the most that can be on"
                    + " both counts. The answer is one checkpoint for one group of cases, as a trial, or none, with what"
                    + " would settle it.",
            "The exit status is 0 when one may go, 3 when none may by what is known, 4 when too little is known."
        },
        footer = {
            "",
            "Examples:",
            "  remit checkpoints travel",
            "  remit checkpoints travel --max-missed-per-case 1%% --max-missed-share 5%% --json"
        })
final class CheckpointsCommand implements Callable<Integer> {
    private static final int SHOWN = 6;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec specification;

    @Parameters(index = "0", paramLabel = "PROCESS", description = "The process, by its id.")
    String process = "";

    @Option(
            names = "--max-missed-per-case",
            paramLabel = "SHARE",
            defaultValue = "2%",
            description = "The most of those that skip it that it would have rejected (default: 2%%).")
    String perCase = "2%";

    @Option(
            names = "--max-missed-share",
            paramLabel = "SHARE",
            defaultValue = "10%",
            description = "The most of all its rejections that may be missed (default: 10%%).")
    String missedShare = "10%";

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            defaultValue = "95%",
            description = "With which all bounds hold together (default: 95%%).")
    String confidence = "95%";

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    CheckpointsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        double sure = share("--confidence", confidence);
        if (sure <= 0.5) throw misused("--confidence " + confidence + ": write more than 50%, like 95%");
        var terms = new Terms(share("--max-missed-per-case", perCase), share("--max-missed-share", missedShare), sure);
        return console.reading(common, installation -> {
            Person person = console.person(installation, common, Role.Permission.READ);
            return told(console.need(
                    installation.checkpointRemovals().ask(process, terms, person.actor()), ExitStatus.FINDING));
        });
    }

    private int told(CheckpointRemovals.Told told) {
        if (json) console.print(told.toJson().pretty());
        else {
            console.print(told.sentence());
            console.print("");
            told.text().details(SHOWN).forEach(console::print);
            console.print("");
            console.print(told.evidence());
        }
        return switch (told.finding()) {
            case MAY_GO -> ExitStatus.OK;
            case NONE -> ExitStatus.REFUTED;
            case UNSETTLED -> ExitStatus.UNSETTLED;
        };
    }

    /** {@code 2%} or {@code 0.02}, above 0 and below 1. */
    private double share(String option, String text) {
        return WrittenShare.PART
                .read(text)
                .orElseThrow(() -> misused(option + " " + WrittenShare.PART.what(text) + "; " + WrittenShare.FIX))
                .doubleValue();
    }

    private CommandLine.ParameterException misused(String why) {
        return new CommandLine.ParameterException(specification.commandLine(), why);
    }
}

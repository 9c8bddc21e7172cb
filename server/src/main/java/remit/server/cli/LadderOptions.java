package remit.server.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.WrittenShare;
import remit.ladder.Stage;
import remit.server.runs.Climbing;

/** How a run lets its process earn its way. */
final class LadderOptions {
    @Option(
            names = "--ladder",
            description = "Begin in shadow: the process earns its way checkpoint by checkpoint, and loses it.")
    boolean on;

    @Option(
            names = "--authorise",
            paramLabel = "STAGE",
            description =
                    "Sign promotions up to this stage beforehand (checkpointed, sampled, autonomous); without, they are"
                            + " proposed and not made.")
    @Nullable
    String authorise;

    @Option(
            names = "--authorise-segment",
            paramLabel = "NAME",
            description = "Only for this segment; may be given several times.")
    List<String> segments = new ArrayList<>();

    @Option(
            names = "--authorise-limit",
            paramLabel = "SHARE",
            description = "Only where the error share is at most this, by its bound (3%%).")
    @Nullable
    String limit;

    @Option(
            names = "--time-machine",
            paramLabel = "DAYS",
            description = "Let so many days of business time pass in a second, to watch it.")
    @Nullable
    String pace;

    /** Empty without {@code --ladder}. */
    Checked<Optional<Climbing>> read() {
        if (!on) {
            String stray = authorise != null || limit != null || !segments.isEmpty()
                    ? "--authorise"
                    : pace != null ? "--time-machine" : "";
            return stray.isEmpty()
                    ? Checked.ok(Optional.empty())
                    : refuse(stray, "says how a process climbs, and --ladder is not there", "add --ladder");
        }
        if (authorise == null && (limit != null || !segments.isEmpty())) {
            return refuse(
                    "--authorise", "is missing: a limit or a segment alone signs nothing", "add --authorise STAGE");
        }
        Optional<Stage> stage = stage();
        if (authorise != null && stage.isEmpty()) {
            return refuse(
                    "--authorise",
                    "\"" + authorise + "\" is no stage to promote to",
                    "write checkpointed, sampled or autonomous");
        }
        Optional<BigDecimal> most = limit == null ? Optional.of(BigDecimal.ONE) : WrittenShare.SOME.read(limit);
        if (most.isEmpty()) {
            return refuse("--authorise-limit", WrittenShare.SOME.what(limit == null ? "" : limit), WrittenShare.FIX);
        }
        double days = days();
        if (days < 0) return refuse("--time-machine", "\"" + pace + "\" is not a number above 0", "write 30");
        return Checked.ok(
                Optional.of(new Climbing(stage.orElse(null), most.get().doubleValue(), segments, days)));
    }

    private Optional<Stage> stage() {
        if (authorise == null) return Optional.empty();
        String word = authorise.strip().toLowerCase(Locale.ROOT);
        for (Stage each : Stage.values())
            if (each != Stage.SHADOW && each.word().equals(word)) return Optional.of(each);
        return Optional.empty();
    }

    /** 0 where nobody watches, below 0 for what is no pace. */
    private double days() {
        if (pace == null) return 0;
        boolean number = pace.matches("\\d{1,6}(\\.\\d{1,3})?");
        double days = number ? Double.parseDouble(pace) : -1;
        return days > 0 ? days : -1;
    }

    private static <T> Checked<T> refuse(String option, String what, String fix) {
        return Checked.refused(new Problem("RMT-192", option, what, fix));
    }
}

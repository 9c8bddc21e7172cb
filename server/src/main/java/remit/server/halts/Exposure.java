package remit.server.halts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.process.Paging;
import remit.process.ProcessContract;
import remit.process.ToolSpec;

/**
 * Who gets paged, what breaks, and how fast is it back: one answer, made of the contract, of what was done and of what was
 * measured. Red when the way to stop was not drilled for too long.
 *
 * @param sentences in the order in which they are asked
 * @param red why it must not stay so, or null
 */
public record Exposure(
        String process,
        List<String> sentences,
        @Nullable String red,
        DrillReader.@Nullable Measured drill,
        DrillReader.@Nullable Measured rollback) {
    /** A drill is worth something for so long. */
    public static final Duration WORTH = Duration.ofDays(90);

    public Exposure {
        sentences = List.copyOf(sentences);
    }

    static Exposure of(ProcessContract contract, DrillReader reader, Instant now) {
        DrillReader.Measured drill = reader.drill(contract.id());
        DrillReader.Measured rollback = reader.rollback(contract.id());
        var sentences = new ArrayList<String>();
        sentences.add(paged(contract));
        sentences.add(breaks(contract, reader.aDay(contract.id())));
        sentences.add(back(contract, drill, rollback));
        return new Exposure(contract.id(), sentences, red(contract.id(), drill, now), drill, rollback);
    }

    private static String paged(ProcessContract contract) {
        ProcessContract.Escalation escalation = contract.people().escalation();
        List<Paging.Step> steps = escalation.paging().steps();
        var paged = new StringBuilder("If " + contract.name() + " makes a bad call, ");
        for (Paging.Step step : steps) {
            String who = person(step.who().of(contract.people()));
            paged.append(step.equals(steps.getFirst()) ? who + " is paged" : ", then " + who);
            if (!step.after().length().isZero())
                paged.append(" after ").append(step.after().words());
        }
        return paged.append(steps.size() > 1 ? ", until somebody answers (" : " (")
                .append(escalation.hours())
                .append(").")
                .toString();
    }

    private static String person(ProcessContract.Person person) {
        return person.name() + " (" + person.contact() + ")";
    }

    private static String breaks(ProcessContract contract, Map<String, Double> aDay) {
        var each = new ArrayList<String>();
        for (ToolSpec tool : contract.flow().tools()) {
            String much = much(aDay.getOrDefault(tool.id(), 0.0));
            String reach = switch (tool.effect()) {
                case DRAFT -> "drafts";
                case REVERSIBLE -> "reversible";
                case IRREVERSIBLE -> "irreversible";
            };
            String back = tool.wayBack() == ToolSpec.WayBack.BY_TOOL ? ", taken back by remit effects undo" : "";
            each.add(much + " a day by " + tool.id() + " (" + reach + back + ")");
        }
        return each.isEmpty()
                ? "Nothing outside breaks: it may use no tool."
                : "What can be wrong are effects: " + String.join(", ", each) + ".";
    }

    private static String much(double count) {
        return count > 0 && count < 10
                ? String.format(Locale.ROOT, "%.1f", count)
                : String.format(Locale.ROOT, "%,.0f", count);
    }

    private static String back(
            ProcessContract contract, DrillReader.@Nullable Measured drill, DrillReader.@Nullable Measured rollback) {
        String stopped = drill == null
                ? "How fast it stops was never measured"
                : "It stopped on all of " + drill.nodes() + (drill.nodes() == 1 ? " node" : " nodes") + " in "
                        + seconds(drill) + " on " + day(drill);
        String took = rollback == null
                ? "it was never rolled back"
                : "its last rollback took " + seconds(rollback) + " on " + day(rollback);
        return stopped + "; " + took + ". The way back: "
                + contract.risk().rollbackPlan().strip();
    }

    private static String seconds(DrillReader.Measured measured) {
        return String.format(Locale.ROOT, "%.2f s", measured.millis() / 1000.0);
    }

    private static LocalDate day(DrillReader.Measured measured) {
        return LocalDate.ofInstant(measured.at(), ZoneOffset.UTC);
    }

    private static @Nullable String red(String process, DrillReader.@Nullable Measured drill, Instant now) {
        if (drill == null) return "There was no drill yet: remit drill " + process + ".";
        long days = Duration.between(drill.at(), now).toDays();
        boolean stale = Duration.between(drill.at(), now).compareTo(WORTH) > 0;
        return stale ? "The last drill is " + days + " days old: remit drill " + process + "." : null;
    }

    public Json.Obj toJson() {
        return Json.object(
                "process",
                process,
                "sentence",
                String.join(" ", sentences),
                "sentences",
                Json.strings(sentences),
                "red",
                red,
                "drill",
                drill == null ? null : drill.toJson(),
                "rollback",
                rollback == null ? null : rollback.toJson());
    }
}

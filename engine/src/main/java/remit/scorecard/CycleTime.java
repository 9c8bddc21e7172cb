package remit.scorecard;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * Folds cases into the mean number of business-time days from received to closed. A cleared case closes on the day it
 * cleared. A held one closes on the day that a person closed it: the day of the approval, or in a replay the day that
 * the file's outcome names. A case that is still open has no cycle time and is counted beside the mean, never in it; a
 * case returned to its sender is not added at all.
 */
public final class CycleTime {
    private final Map<String, Side> cleared = new LinkedHashMap<>();
    private final Map<String, Side> person = new LinkedHashMap<>();

    /**
     * @param segment risk segment, or "" where the process has none
     * @param autoCleared whether no person had to look
     * @param closed null while open
     * @throws IllegalArgumentException when it closed before it was received
     */
    public void add(String segment, boolean autoCleared, LocalDate received, @Nullable LocalDate closed) {
        Side side = (autoCleared ? cleared : person).computeIfAbsent(segment, any -> new Side());
        if (closed == null) {
            side.open++;
            return;
        }
        long days = ChronoUnit.DAYS.between(received, closed);
        if (days < 0) throw new IllegalArgumentException("closed " + closed + " before received " + received);
        side.closed++;
        side.days += days;
    }

    /** Over every segment. */
    public Days days() {
        return new Days(sum(cleared), sum(person));
    }

    /** Over one segment. */
    public Days days(String segment) {
        return new Days(mean(cleared.get(segment)), mean(person.get(segment)));
    }

    private static Mean sum(Map<String, Side> sides) {
        var sum = new Side();
        for (Side side : sides.values()) {
            sum.closed += side.closed;
            sum.open += side.open;
            sum.days += side.days;
        }
        return mean(sum);
    }

    private static Mean mean(@Nullable Side side) {
        return side == null ? new Mean(0, 0, 0) : new Mean(side.closed, side.open, side.days);
    }

    /** @param cleared cases that cleared by themselves; {@code person} cases that a person closed */
    public record Days(Mean cleared, Mean person) {
        public Mean all() {
            return new Mean(cleared.closed + person.closed, cleared.open + person.open, cleared.days + person.days);
        }

        public Json.Obj toJson() {
            return Json.object("all", all().toJson(), "auto_cleared", cleared.toJson(), "person", person.toJson());
        }
    }

    /** @param days the sum over {@code closed} cases; {@code open} cases are not in it */
    public record Mean(long closed, long open, long days) {
        /** Days a case, or null where none has closed. */
        public @Nullable Double value() {
            return closed == 0 ? null : (double) days / closed;
        }

        /** {@code 112,000 days / 20,000 closed cases = 5.60 days}. */
        public String formula() {
            Double mean = value();
            return mean == null
                    ? "no case has closed"
                    : Figures.count(days) + " days / " + Figures.verb(closed, "closed case", "closed cases") + " = "
                            + Figures.decimals(mean, 2) + " days"
                            + (open == 0 ? "" : "; " + Figures.count(open) + " open");
        }

        Json.Obj toJson() {
            return Json.object("mean_days", value(), "n", closed, "open", open, "formula", formula());
        }
    }

    private static final class Side {
        private long closed;
        private long open;
        private long days;
    }
}

package remit.server.web.page;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import remit.server.halts.HaltView;

/** What is halted, and what may be done about it. @param errors of what was sent */
public record HaltsPage(List<Row> rows, May may, List<String> errors) {
    /** What the reader may do. */
    public record May(boolean halt, boolean resume) {}

    /**
     * One halt.
     *
     * @param words what is halted, {@code scope} and {@code id} the same for a form
     * @param reason null where the reader may not see it, or it was erased
     * @param next the stage after this one
     */
    public record Row(
            String words,
            String scope,
            String id,
            Standing standing,
            @Nullable String reason,
            String waiting,
            String next) {}

    /** How it stands. */
    public record Standing(String stage, String meaning, String since, String by) {}

    /** @param named a person's name by their id */
    public static Row row(HaltView.Row row, boolean words, UnaryOperator<String> named) {
        var halt = row.halt();
        var standing = new Standing(
                halt.stage().word() + (halt.drill() ? " (a drill)" : ""),
                halt.stage().meaning(),
                halt.since().truncatedTo(ChronoUnit.SECONDS).toString(),
                named.apply(halt.by().id()));
        String waiting = String.format(
                Locale.ROOT,
                "%,d cases wait for a person, %,d effects to be done",
                row.cases().count(),
                row.effects().count());
        long ranOn = row.ranOn().effects().count();
        if (ranOn > 0) {
            waiting += String.format(
                    Locale.ROOT,
                    "; %,d that were under way then were done, %,d of them can be taken back (remit effects undo)",
                    ranOn,
                    row.ranOn().undoable().count());
        }
        return new Row(
                halt.scope().words(),
                halt.scope().kind(),
                halt.scope().id(),
                standing,
                words ? row.reason() : null,
                waiting,
                halt.stage().next().word());
    }
}

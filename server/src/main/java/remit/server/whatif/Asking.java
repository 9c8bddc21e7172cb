package remit.server.whatif;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.WrittenShare;
import remit.server.packs.PackFile;
import remit.whatif.Question;

/** Reads a question as a form or a program writes it. A share is 3% or 0.03; a blank field is none. */
public final class Asking {
    /** Every field of a question. */
    public static final Set<String> FIELDS = Set.of(
            "rules",
            "threshold",
            "goal",
            "lever",
            "per_segment",
            "max_error",
            "max_moved_error",
            "confidence",
            "from",
            "to",
            "segment",
            "rules_alone");

    private static final String USUAL_CONFIDENCE = "95%";

    private final Map<String, String> written;
    private final List<Problem> problems = new ArrayList<>();

    private Asking(Map<String, String> written) {
        this.written = written;
    }

    /** @param process whose cases are meant; every mistake is told with the field's name as its place */
    public static Checked<Asked> read(String process, Map<String, String> written) {
        return new Asking(written).read(process);
    }

    private Checked<Asked> read(String process) {
        for (String name : written.keySet()) {
            if (!FIELDS.contains(name)) refuse(name, "is no field of a question", "leave it out");
        }
        Asked.Wish wish = wish();
        Asked.Scope scope = scope();
        Double most = share("max_error", needed("max_error"));
        Optional<Double> mostMoved = field("max_moved_error").map(text -> share("max_moved_error", text));
        Double sure = share("confidence", field("confidence").orElse(USUAL_CONFIDENCE));
        if (sure != null && sure <= 0.5) refuse("confidence", "is not above 50%", "write more than 50%, like 95%");
        boolean alone = flag("rules_alone");
        return wish == null || most == null || sure == null || !problems.isEmpty()
                ? Checked.refused(problems)
                : Checked.ok(new Asked(process, wish, scope, new Question.Terms(most, mostMoved, sure), alone));
    }

    /** Blank is no. */
    private boolean flag(String name) {
        String text = field(name).orElse("false");
        if (!text.equals("true") && !text.equals("false"))
            refuse(name, "\"" + text + "\" is neither true nor false", "write true, or leave it out");
        return text.equals("true");
    }

    private Asked.@Nullable Wish wish() {
        // As it is: another blank is another file, with another hash.
        Optional<String> rules = Optional.ofNullable(written.get("rules")).filter(text -> !text.isBlank());
        Optional<String> threshold = field("threshold");
        Optional<String> goal = field("goal");
        Optional<String> lever = field("lever");
        if (Stream.of(rules, threshold, goal).filter(Optional::isPresent).count() != 1) {
            refuse("threshold", "is not the only thing asked", "ask with one of rules, threshold and goal");
            return null;
        }
        if (rules.isPresent()) {
            if (lever.isPresent()) refuse("lever", "does not go with rules", "leave it out");
            if (field("per_segment").isPresent()) refuse("per_segment", "does not go with rules", "leave it out");
            return new Asked.Wish.Table(new PackFile("rules", rules.get().getBytes(StandardCharsets.UTF_8)));
        }
        if (goal.isPresent()) {
            Double share = share("goal", goal.get());
            return share == null ? null : goal(share, lever);
        }
        if (field("per_segment").isPresent()) refuse("per_segment", "does not go with threshold", "ask with goal");
        BigDecimal number = number("threshold", threshold.get());
        if (number == null) return null;
        if (lever.isPresent() && !lever.get().equals("confidence")) return new Asked.Wish.Limit(lever.get(), number);
        if (number.compareTo(BigDecimal.ONE) > 0) {
            refuse("threshold", "is more than 1", "a confidence lies between 0 and 1");
            return null;
        }
        return new Asked.Wish.Threshold(number.doubleValue());
    }

    /** Several levers stand in one field, with commas between; the contract's own segment is called *. */
    private Asked.Wish goal(double share, Optional<String> lever) {
        List<String> levers = lever.stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        Optional<Asked.Segments> by = field("per_segment")
                .map(column -> new Asked.Segments(Optional.of(column).filter(name -> !name.equals(Asked.CONTRACTS))));
        if (by.isEmpty() && levers.size() < 2)
            return new Asked.Wish.Goal(share, levers.stream().findFirst());
        return new Asked.Wish.Tables(share, levers, by);
    }

    private Asked.Scope scope() {
        Optional<LocalDate> from = field("from").flatMap(text -> day("from", text));
        Optional<LocalDate> to = field("to").flatMap(text -> day("to", text));
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            refuse("to", "lies before from", "end the period after it begins");
        }
        return new Asked.Scope(from, to, field("segment"));
    }

    private Optional<LocalDate> day(String name, String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            refuse(name, "\"" + text + "\" is no day", "write it like 2026-01-31");
            return Optional.empty();
        }
    }

    private @Nullable Double share(String name, @Nullable String text) {
        if (text == null) return null;
        Checked<BigDecimal> share = WrittenShare.PART.read("RMT-189", name, text);
        problems.addAll(share.problems());
        return share instanceof Checked.Ok<BigDecimal>(BigDecimal read) ? read.doubleValue() : null;
    }

    private @Nullable BigDecimal number(String name, String text) {
        if (text.strip().matches("[0-9]{1,9}([.][0-9]{1,18})?")) return new BigDecimal(text.strip());
        refuse(name, "\"" + text + "\" is not a number from 0 on", "write it like 0.8");
        return null;
    }

    private @Nullable String needed(String name) {
        Optional<String> value = field(name);
        if (value.isEmpty()) refuse(name, "is missing", "write the most that may be wrong, like 3%");
        return value.orElse(null);
    }

    private Optional<String> field(String name) {
        return Optional.ofNullable(written.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private void refuse(String name, String what, String fix) {
        problems.add(new Problem("RMT-189", name, what, fix));
    }
}

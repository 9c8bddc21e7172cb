package remit.server.packs.draft;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import remit.kernel.ProblemException;
import remit.process.Intake;
import remit.server.packs.ColumnLook;
import remit.server.packs.DidYouMean;
import remit.server.packs.Sniffed;

/** Guesses what the columns of an undeclared file are for, and says why. */
final class DraftRoles {
    private static final Pattern TARGET = ColumnLook.words(
            "decision|disposition|outcome|verdict|result|resolution|label|category|class|account|gl|ledger|konto|compte|cuenta|rekening|cost element|cost code|intent|approved");
    private static final Pattern AFTERWARDS = ColumnLook.words(
            "decision|disposition|outcome|verdict|result|resolution|status|close|closed|settled|approved|rejected|decided");
    private static final Pattern IDENTIFIER =
            ColumnLook.words("id|no|nr|number|ref|reference|key|document|invoice|claim|case|ticket|transaction");
    private static final Pattern GROUP =
            ColumnLook.words("vendor|supplier|merchant|customer|payee|creditor|lieferant|provider|airport|store");

    private final Path file;
    private final Sniffed table;
    private final List<ColumnLook> looks;
    private final List<PackDraft.Guess> guesses;

    /** What the draft says of the columns. */
    record Chosen(
            Set<String> key,
            boolean distinct,
            ColumnLook time,
            ColumnLook target,
            Set<String> outcomes,
            @Nullable ColumnLook money,
            @Nullable ColumnLook group) {}

    DraftRoles(Path file, Sniffed table, List<ColumnLook> looks, List<PackDraft.Guess> guesses) {
        this.file = file;
        this.table = table;
        this.looks = looks;
        this.guesses = guesses;
    }

    Chosen choose(@Nullable String wanted) {
        ColumnLook time = time();
        ColumnLook target = target(wanted, time);
        Set<String> outcomes = outcomes(target, time);
        var key = new LinkedHashSet<String>();
        boolean distinct = key(key, outcomes, time);
        ColumnLook money = looks.stream()
                .filter(look -> look.type() == Intake.Type.MONEY && !outcomes.contains(look.header()))
                .findFirst()
                .orElse(null);
        guess(
                "amount",
                money == null ? "none" : money.header(),
                money == null
                        ? "no column reads as money: no limit by amount is drafted"
                        : "the first column that reads as money");
        ColumnLook group = group(outcomes, key);
        guess(
                "group",
                group == null ? "none" : group.header(),
                group == null
                        ? "no column looks like a supplier or customer"
                        : "its largest value is left out in a second look, and its new values reach a person");
        return new Chosen(key, distinct, time, target, outcomes, money, group);
    }

    private void guess(String what, String value, String why) {
        guesses.add(new PackDraft.Guess(what, value, why));
    }

    private ColumnLook time() {
        List<ColumnLook> dates =
                looks.stream().filter(look -> look.type() == Intake.Type.DATE).toList();
        Optional<ColumnLook> chosen = dates.stream()
                .filter(look -> look.counts().always())
                .findFirst()
                .or(() -> dates.stream().findFirst());
        ColumnLook time = chosen.orElseThrow(() -> new ProblemException(
                "RMT-452",
                file.toString(),
                "no column holds dates",
                "a process needs the day on which each case came in; add it to the file"));
        guess(
                "time",
                time.header(),
                time.counts().always()
                        ? "the first column with a date in every row"
                        : "the first date column; rows without it will be rejected");
        if (time.ambiguous())
            guess(
                    "format of " + time.header(),
                    String.join("", time.formats()),
                    "day and month could also be the other way round: check it");
        return time;
    }

    private ColumnLook target(@Nullable String wanted, ColumnLook time) {
        if (wanted != null) {
            ColumnLook target = looks.stream()
                    .filter(look -> look.header().equals(wanted) || look.name().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(
                            "RMT-453",
                            file.toString(),
                            "there is no column \"" + wanted + "\"",
                            DidYouMean.hint(
                                    wanted,
                                    looks.stream().map(ColumnLook::header).toList())));
            guess("target", target.header(), "you named it");
            return target;
        }
        int rows = table.rows().size();
        List<ColumnLook> possible = looks.stream()
                .filter(look ->
                        !look.equals(time) && (look.type() == Intake.Type.TEXT || look.type() == Intake.Type.FLAG))
                .filter(look -> look.counts().distinct() >= 2
                        && look.counts().distinct() <= Math.max(2, rows / 4)
                        && look.counts().distinct() <= 500
                        && look.counts().words() <= 8)
                .toList();
        Optional<ColumnLook> named = possible.stream()
                .filter(look -> ColumnLook.mentions(TARGET, look.header()))
                .findFirst();
        ColumnLook target = named.or(() -> possible.isEmpty() ? Optional.empty() : Optional.of(possible.getLast()))
                .orElseThrow(() -> new ProblemException(
                        "RMT-453", file.toString(), "no column looks like a decision", "name it with --target COLUMN"));
        guess(
                "target",
                target.header(),
                named.isPresent()
                        ? "its name is that of a decision and it has "
                                + target.counts().distinct() + " values"
                        : "the last column with few values (" + target.counts().distinct()
                                + "); name another with --target COLUMN");
        return target;
    }

    /** The target, what is plainly known only afterwards, and what gives the target away. */
    private Set<String> outcomes(ColumnLook target, ColumnLook time) {
        var outcomes = new LinkedHashSet<String>();
        outcomes.add(target.header());
        for (ColumnLook look : looks) {
            if (look.equals(target) || look.equals(time) || look.header().isEmpty()) continue;
            if (ColumnLook.mentions(AFTERWARDS, look.header())) {
                outcomes.add(look.header());
                guess("outcome", look.header(), "its name says that it is known only afterwards");
            } else if (givesAway(look, target)) {
                outcomes.add(look.header());
                guess(
                        "outcome",
                        look.header(),
                        "it gives " + target.header()
                                + " away in more than 98% of rows; if it is known beforehand, make it an input");
            }
        }
        return outcomes;
    }

    private boolean givesAway(ColumnLook look, ColumnLook target) {
        if (look.counts().distinct() < 2
                || look.counts().distinct() > table.rows().size() / 3) return false;
        Map<String, Map<String, Integer>> seen = new HashMap<>();
        int from = position(look);
        int to = position(target);
        for (List<String> row : table.rows()) {
            seen.computeIfAbsent(row.get(from).strip(), value -> new HashMap<>())
                    .merge(row.get(to).strip(), 1, Integer::sum);
        }
        long right = seen.values().stream()
                .mapToLong(labels -> labels.values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0))
                .sum();
        return right > 0.98 * table.rows().size();
    }

    /** Fills the key; returns whether even the key leaves equal rows. */
    private boolean key(Set<String> key, Set<String> outcomes, ColumnLook time) {
        List<ColumnLook> possible = looks.stream()
                .filter(look -> !outcomes.contains(look.header())
                        && !look.equals(time)
                        && !look.header().isEmpty())
                .toList();
        Optional<ColumnLook> single = possible.stream()
                .filter(look -> look.type() == Intake.Type.TEXT
                        && look.counts().always()
                        && look.counts().distinct() == table.rows().size())
                .findFirst();
        if (single.isPresent()) {
            key.add(single.get().header());
            guess("key", single.get().header(), "no two rows have the same");
            return false;
        }
        ColumnLook first = possible.stream()
                .filter(look -> ColumnLook.mentions(IDENTIFIER, look.header())
                        && look.counts().always())
                .max(Comparator.comparingInt(look -> look.counts().distinct()))
                .orElseGet(() -> possible.stream()
                        .max(Comparator.comparingInt(look -> look.counts().distinct()))
                        .orElse(time));
        key.add(first.header());
        int most = different(key);
        while (most < table.rows().size() && key.size() < 6) {
            String next = "";
            for (ColumnLook look : possible) {
                if (key.contains(look.header())) continue;
                var wider = new LinkedHashSet<>(key);
                wider.add(look.header());
                int different = different(wider);
                if (different > most) {
                    most = different;
                    next = look.header();
                }
            }
            if (next.isEmpty()) break;
            key.add(next);
        }
        int equal = table.rows().size() - most;
        if (table.rows().size() >= 2 * first.counts().distinct()) {
            guess(
                    "one case a row",
                    "yes",
                    "but " + first.header() + " stands on "
                            + table.rows().size() / first.counts().distinct()
                            + " rows each: if they are the steps of one case, say group_by, events and outcomes in"
                            + " intake.yaml (docs/how-to/write-a-pack.md)");
        }
        guess(
                "key",
                String.join(" + ", key),
                first.header() + " alone repeats"
                        + (equal == 0
                                ? "; together no two rows have the same"
                                : "; even together " + equal
                                        + " rows are equal, so equal rows count as different cases"));
        return equal > 0;
    }

    private int different(Set<String> headers) {
        int[] positions = headers.stream().mapToInt(table.header()::indexOf).toArray();
        var seen = new HashSet<List<String>>();
        for (List<String> row : table.rows()) {
            var values = new ArrayList<String>(positions.length);
            for (int position : positions) values.add(row.get(position).strip());
            seen.add(values);
        }
        return seen.size();
    }

    private @Nullable ColumnLook group(Set<String> outcomes, Set<String> key) {
        boolean sole = key.size() == 1;
        return looks.stream()
                .filter(look -> look.type() == Intake.Type.TEXT
                        && !outcomes.contains(look.header())
                        && !(sole && key.contains(look.header()))
                        && ColumnLook.mentions(GROUP, look.header()))
                .findFirst()
                .orElse(null);
    }

    /** The labels of the target, in order. */
    Set<String> labels(ColumnLook target) {
        var labels = new TreeSet<>(table.column(position(target)));
        labels.remove("");
        return labels;
    }

    int position(ColumnLook look) {
        return table.header().indexOf(look.header());
    }
}

package remit.server.web.query;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.web.page.Phase;

/**
 * Which cases: the same words in the address of a page, in the API and under every number of the scorecard, so that a
 * number and the list it opens cannot disagree.
 *
 * @param values filter name to wanted value; an absent name filters nothing
 */
public record CaseFilter(Map<String, String> values) {
    public static final String PROCESS = "process";
    public static final String PHASE = "phase";
    public static final String OUTCOME = "outcome";
    public static final String MONTH = "month";
    public static final String CLOSED = "closed";
    public static final String SAMPLE = "sample";
    public static final String DECISION = "decision";

    /** Every filter, in the order of an address. */
    public static final java.util.List<String> NAMES =
            java.util.List.of(PROCESS, PHASE, "verdict", DECISION, "segment", MONTH, OUTCOME, CLOSED, SAMPLE);

    /** {@code live} is every phase but history; {@code reviewed} those that a person decided. */
    private static final Set<String> PHASE_GROUPS = Set.of("live", "reviewed");

    public CaseFilter {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public static CaseFilter of(String process) {
        return new CaseFilter(Map.of(PROCESS, process));
    }

    public CaseFilter with(String name, String value) {
        var more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new CaseFilter(more);
    }

    @Nullable
    public String get(String name) {
        return values.get(name);
    }

    public Optional<YearMonth> month() {
        String month = values.get(MONTH);
        return month == null ? Optional.empty() : Optional.of(YearMonth.parse(month));
    }

    /** Reads what somebody asked for; an unknown value is a problem, never a silently empty list. */
    public static Checked<CaseFilter> read(Map<String, String> asked) {
        var values = new LinkedHashMap<String, String>();
        var problems = new ArrayList<Problem>();
        for (String name : NAMES) {
            String value = asked.get(name);
            if (value == null || value.isEmpty()) continue;
            String wrong = wrong(name, value);
            if (wrong == null) values.put(name, value);
            else problems.add(new Problem("RMT-610", name, "\"" + value + "\" is unknown", wrong));
        }
        for (String name : java.util.List.of(OUTCOME, CLOSED)) {
            if (values.containsKey(name) && !values.containsKey(PROCESS)) {
                problems.add(new Problem("RMT-611", name, "needs a process", "add process=..."));
            }
        }
        return problems.isEmpty() ? Checked.ok(new CaseFilter(values)) : Checked.refused(problems);
    }

    private static @Nullable String wrong(String name, String value) {
        if (value.indexOf('\0') >= 0) return "leave the character NUL out";
        return switch (name) {
            case PHASE ->
                Phase.ofWord(value).isPresent() || PHASE_GROUPS.contains(value)
                        ? null
                        : "use history, open, held, stopped, returned, cleared, approved, rejected, expired, live or"
                                + " reviewed";
            case "verdict" ->
                Set.of("auto_clear", "checkpoint", "stop").contains(value)
                        ? null
                        : "use auto_clear, checkpoint or stop";
            case OUTCOME ->
                Set.of("known", "unknown", "wrong", "right").contains(value)
                        ? null
                        : "use known, unknown, wrong or right";
            case SAMPLE ->
                Set.of("open", "right", "wrong", "withdrawn").contains(value)
                        ? null
                        : "use open, right, wrong or withdrawn";
            case CLOSED -> Set.of("yes", "no").contains(value) ? null : "use yes or no";
            case MONTH -> isMonth(value) ? null : "write it as 2026-03";
            default -> null;
        };
    }

    private static boolean isMonth(String value) {
        try {
            return YearMonth.parse(value).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** {@code process=claims&phase=held} */
    public String query() {
        var out = new StringBuilder();
        values.forEach((name, value) -> out.append(out.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return out.toString();
    }

    public String href() {
        return values.isEmpty() ? "/cases" : "/cases?" + query();
    }
}

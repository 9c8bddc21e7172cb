package remit.server.web.tell;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.server.web.PublishedProcess;
import remit.server.web.WebParts;
import remit.server.web.page.CaseLine;
import remit.server.web.page.CasesPage;
import remit.server.web.page.Phase;
import remit.server.web.query.CaseFilter;
import remit.server.web.query.CaseQueries;
import remit.server.web.query.Cursor;

/** Composes lists of cases: the sentence with the exact count, the filters, one page of rows. */
public final class CaseLists {
    /** Where cases stand that cleared and were drawn for a look. */
    public static final String LOOKS = "/looks";

    private static final int ROWS = 50;

    private final WebParts.Catalog catalog;
    private final CaseQueries queries;

    public CaseLists(WebParts.Catalog catalog, CaseQueries queries) {
        this.catalog = catalog;
        this.queries = queries;
    }

    public CasesPage page(CaseFilter filter, @Nullable Cursor after, String address, boolean seesContent) {
        List<CaseLine> lines = queries.list(filter, after, ROWS);
        boolean more = lines.size() > ROWS;
        List<CaseLine> shown = more ? lines.subList(0, ROWS) : lines;
        String next = null;
        if (more) {
            CaseLine last = shown.getLast();
            String query = filter.query();
            next = address + "?" + query + (query.isEmpty() ? "" : "&") + "cursor="
                    + new Cursor(last.at(), last.id()).text();
        }
        String sentence = sentence(filter, queries.count(filter), address);
        return new CasesPage(
                place(filter, address),
                sentence,
                rows(shown, seesContent),
                filters(filter),
                next,
                empty(filter, address));
    }

    /** What a search found. @param most how many are shown; if there are more, the sentence says so */
    public CasesPage of(List<String> ids, String asked, int most, boolean seesContent) {
        var lines = new ArrayList<CaseLine>();
        for (String id : ids.subList(0, Math.min(most, ids.size())))
            queries.one(id).ifPresent(lines::add);
        String sentence = ids.size() > most
                ? "More than " + most + " cases begin with “" + asked + "”; here are " + most + ". Type more of it."
                : Numbers.of(lines.size(), "case begins", "cases begin") + " with “" + asked + "”.";
        var none = new CasesPage.Empty("Nothing was found.", "/cases", "All cases");
        return new CasesPage(
                new CasesPage.Place("/cases", List.of()),
                sentence,
                rows(lines, seesContent),
                filters(new CaseFilter(Map.of())),
                null,
                none);
    }

    /** What waits for a decision and what waits for a look stand side by side, each with how many there are. */
    private CasesPage.Place place(CaseFilter filter, String address) {
        if (address.equals("/cases")) return new CasesPage.Place(address, List.of());
        String process = filter.get(CaseFilter.PROCESS);
        CaseFilter all = process == null ? new CaseFilter(Map.of()) : CaseFilter.of(process);
        String query = process == null ? "" : "?" + all.query();
        long held = queries.count(all.with(CaseFilter.PHASE, Phase.HELD.word()));
        long looks = queries.count(all.with(CaseFilter.SAMPLE, "open"));
        return new CasesPage.Place(
                address,
                List.of(
                        new CasesPage.Tab(
                                "/held" + query, "To decide (" + Numbers.count(held) + ")", address.equals("/held")),
                        new CasesPage.Tab(
                                LOOKS + query, "To look at (" + Numbers.count(looks) + ")", address.equals(LOOKS))));
    }

    private List<CasesPage.Row> rows(List<CaseLine> lines, boolean seesContent) {
        return lines.stream().map(line -> row(line, seesContent)).toList();
    }

    private CasesPage.Row row(CaseLine line, boolean seesContent) {
        Optional<PublishedProcess> process = catalog.process(line.process());
        ZoneId zone = process.map(p -> p.contract().zone()).orElse(ZoneOffset.UTC);
        var money = line.group().money();
        String currency = process.map(Scorecards::currency).orElse(null);
        String amount = money == null ? "–" : Numbers.money(money) + (currency == null ? "" : " " + currency);
        String decision = line.standing().decision();
        boolean forGood = line.phase() == Phase.HELD
                && decision != null
                && process.filter(p -> p.contract().flow().isForGood(decision)).isPresent();
        return new CasesPage.Row(line, Dates.day(line.at(), zone), amount, seesContent, forGood);
    }

    private String sentence(CaseFilter filter, long count, String address) {
        var words = new ArrayList<String>();
        String process = filter.get(CaseFilter.PROCESS);
        if (process != null)
            words.add("of "
                    + catalog.process(process).map(p -> p.contract().name()).orElse(process));
        filter.values().forEach((name, value) -> {
            switch (name) {
                case CaseFilter.PROCESS -> {} // said first
                case CaseFilter.PHASE -> {
                    if (!address.equals("/held")) words.add("phase " + phase(value));
                }
                case CaseFilter.CLOSED ->
                    words.add((value.equals("yes") ? "closed here or at their" : "closed neither here nor at their")
                            + " source");
                case "verdict" -> words.add("whose verdict " + verdict(value));
                case CaseFilter.SAMPLE -> {
                    if (!address.equals(LOOKS)) words.add(looked(value));
                }
                case CaseFilter.OUTCOME -> words.add("outcome " + value);
                default -> words.add(name + " “" + value + "”");
            }
        });
        String which = words.isEmpty() ? "" : " " + String.join(", ", words);
        if (address.equals(LOOKS)) {
            return Numbers.of(count, "case", "cases") + which + " cleared by "
                    + (count == 1 ? "itself and waits" : "themselves and wait") + " for a look.";
        }
        return address.equals("/held")
                ? Numbers.of(count, "case", "cases") + which + (count == 1 ? " waits" : " wait") + " for a person."
                : Numbers.of(count, "case", "cases") + which + ".";
    }

    private static String looked(String value) {
        return switch (value) {
            case "open" -> "that wait for a look";
            case "right" -> "that somebody looked at and found right";
            case "withdrawn" -> "that were erased before anybody had looked";
            default -> "that somebody looked at and found wrong";
        };
    }

    private static String phase(String value) {
        return switch (value) {
            case "live" -> "live (all but history)";
            case "reviewed" -> "decided by a person";
            // Elsewhere "stopped" counts both: the other one has a phase of its own.
            case "stopped" -> "stopped, not returned";
            default -> Phase.ofWord(value).map(Phase::label).orElse(value);
        };
    }

    private static String verdict(String value) {
        return switch (value) {
            case "auto_clear" -> "clears them";
            case "checkpoint" -> "asks for a person";
            default -> "stops them, returned ones among them";
        };
    }

    private CasesPage.Empty empty(CaseFilter filter, String address) {
        if (address.equals("/held")) {
            return new CasesPage.Empty(
                    "No case waits for a person. New ones appear here by themselves.", "/", "Scorecard");
        }
        if (address.equals(LOOKS)) {
            return new CasesPage.Empty(
                    "No case waits for a look. Where work earns its way, chance draws some of what clears.",
                    "/processes",
                    "Processes");
        }
        return filter.values().isEmpty()
                ? new CasesPage.Empty("No case has arrived yet.", "/processes", "Processes")
                : new CasesPage.Empty("No case fits these filters.", "/cases", "Show all cases");
    }

    private CasesPage.Filters filters(CaseFilter filter) {
        var choices = new ArrayList<CasesPage.Choice>();
        String process = filter.get(CaseFilter.PROCESS);
        var processes = new ArrayList<CasesPage.Option>();
        for (PublishedProcess each : catalog.processes().get()) {
            String id = each.contract().id();
            processes.add(new CasesPage.Option(id, each.contract().name(), id.equals(process)));
        }
        choices.add(new CasesPage.Choice(CaseFilter.PROCESS, "Process", processes));
        var phases = new ArrayList<CasesPage.Option>();
        for (String group : List.of("live", "reviewed"))
            phases.add(option(filter, CaseFilter.PHASE, group, phase(group)));
        for (Phase phase : Phase.values())
            phases.add(option(filter, CaseFilter.PHASE, phase.word(), phase(phase.word())));
        choices.add(new CasesPage.Choice(CaseFilter.PHASE, "Phase", phases));
        choices.add(new CasesPage.Choice(
                "verdict",
                "Verdict",
                List.of(
                        option(filter, "verdict", "auto_clear", "clears"),
                        option(filter, "verdict", "checkpoint", "needs a person"),
                        option(filter, "verdict", "stop", "stops"))));
        if (process != null) {
            choices.add(column(filter, process, "decision", "Proposed or decided", CaseQueries.Column.DECISION));
            choices.add(column(filter, process, "segment", "Segment", CaseQueries.Column.SEGMENT));
            choices.add(new CasesPage.Choice(
                    CaseFilter.OUTCOME,
                    "Outcome",
                    List.of(
                            option(filter, CaseFilter.OUTCOME, "known", "known"),
                            option(filter, CaseFilter.OUTCOME, "unknown", "unknown"),
                            option(filter, CaseFilter.OUTCOME, "wrong", "wrong"),
                            option(filter, CaseFilter.OUTCOME, "right", "right"))));
            choices.add(new CasesPage.Choice(
                    CaseFilter.CLOSED,
                    "Closed here or at its source",
                    List.of(
                            option(filter, CaseFilter.CLOSED, "yes", "yes"),
                            option(filter, CaseFilter.CLOSED, "no", "no"))));
        }
        return new CasesPage.Filters(choices, filter.get(CaseFilter.MONTH));
    }

    private CasesPage.Choice column(
            CaseFilter filter, String process, String name, String label, CaseQueries.Column column) {
        var options = new ArrayList<CasesPage.Option>();
        for (String value : queries.choices(process, column)) options.add(option(filter, name, value, value));
        String asked = filter.get(name);
        if (asked != null && options.stream().noneMatch(CasesPage.Option::chosen)) {
            options.add(new CasesPage.Option(asked, asked, true));
        }
        return new CasesPage.Choice(name, label, options);
    }

    private static CasesPage.Option option(CaseFilter filter, String name, String value, String label) {
        return new CasesPage.Option(value, label, value.equals(filter.get(name)));
    }
}

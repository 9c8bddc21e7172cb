package remit.server.web.tell;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Money;
import remit.process.Reporting;
import remit.scorecard.Score;
import remit.scorecard.Sentence;
import remit.scorecard.Tally;
import remit.server.store.DeadNotices;
import remit.server.web.Figure;
import remit.server.web.PublishedProcess;
import remit.server.web.WebParts;
import remit.server.web.page.ScorecardPage;
import remit.server.web.query.CaseFilter;
import remit.server.web.query.CaseQueries;
import remit.server.web.query.Totals;

/** Composes the scorecard: every number with its n and period, and the address of the cases behind it. */
public final class Scorecards {
    private final WebParts.Catalog catalog;
    private final Totals totals;

    public Scorecards(WebParts.Catalog catalog, Totals totals) {
        this.catalog = catalog;
        this.totals = totals;
    }

    public ScorecardPage page(List<CaseQueries.Unfinished> unfinished, DeadNotices dead, long untaken) {
        var scores = new ArrayList<ScorecardPage.Score>();
        long waiting = 0;
        for (PublishedProcess process : catalog.processes().get()) {
            Totals.Total total = totals.of(process);
            waiting += total.of("held");
            scores.add(score(process, total));
        }
        String sentence = scores.isEmpty()
                ? "No process is published yet."
                : scores.size() == 1
                        ? scores.getFirst().sentence()
                        : Numbers.of(scores.size(), "process", "processes") + " run here; "
                                + Numbers.of(waiting, "case waits", "cases wait") + " for a person.";
        return new ScorecardPage(
                sentence,
                scores,
                unfinished.stream().map(this::progress).toList(),
                Stream.of(untaken == 0 ? "" : untaken(untaken), dead.count() == 0 ? "" : untold(dead))
                        .filter(alarm -> !alarm.isEmpty())
                        .toList());
    }

    private static String untaken(long incidents) {
        return Numbers.of(incidents, "incident", "incidents") + " "
                + (incidents == 1 ? "is" : "are") + " open and nobody has taken "
                + (incidents == 1 ? "it" : "them") + " up: see /incidents.";
    }

    /** People who do not know that a case waits for them or was stopped are the first thing to mend. */
    private static String untold(DeadNotices dead) {
        return Numbers.of(dead.count(), "notice", "notices") + " could not be delivered and "
                + (dead.count() == 1 ? "was" : "were") + " given up: somebody was not told. remit doctor says why.";
    }

    private String progress(CaseQueries.Unfinished run) {
        String name = catalog.process(run.process())
                .map(process -> process.contract().name())
                .orElse(run.process());
        if (!run.underWay()) {
            return "A file was being run through " + name + " and was cut off after "
                    + Numbers.of(run.done(), "row", "rows") + ": start the same run again to complete it.";
        }
        String done = run.done() == 0
                ? "its rows are being read"
                : run.done() >= run.rows()
                        ? "all " + Numbers.count(run.rows()) + " rows are in, what became of them is being recorded"
                        : Numbers.count(run.done()) + " of " + Numbers.of(run.rows(), "row", "rows") + " so far";
        return "A file is being run through " + name + ": " + done + ". The numbers below grow with it.";
    }

    public ScorecardPage.Score score(PublishedProcess process, Totals.Total total) {
        String id = process.contract().id();
        Score.Worth worth = worth(process);
        return new ScorecardPage.Score(
                id, process.contract().name(), sentence(process, total, worth), figures(process, total, worth));
    }

    /** What clearing was worth, where the pack counts that. */
    public Score.@Nullable Worth worth(PublishedProcess process) {
        return catalog.measured().worth().apply(process.contract().id()).orElse(null);
    }

    /** The sentence of a run, as things stand now: "4,302 of 7,114 lines coded and posted without a person (60.5%); ..." */
    public static String sentence(PublishedProcess process, Totals.Total total, Score.@Nullable Worth worth) {
        Reporting words = process.contract().reporting();
        if (total.live() == 0) {
            long history = total.of("history");
            return history == 0
                    ? "No " + words.unit() + " has arrived yet."
                    : Numbers.of(history, words.unit(), words.units()) + " of history, no live one yet.";
        }
        long cleared = total.of("cleared");
        long stopped = total.of("stopped", "returned");
        var tally = new Tally(
                cleared,
                total.live() - cleared - stopped,
                stopped,
                total.of("returned"),
                total.errors().known(),
                total.errors().wrong(),
                total.within().adverse());
        var standing = new Sentence.Standing(
                tally, total.of("held"), total.of("approved", "rejected"), total.of("expired"), worth, Numbers.TOO_FEW);
        return Sentence.of(words, standing) + ".";
    }

    private List<Figure> figures(PublishedProcess process, Totals.Total total, Score.@Nullable Worth worth) {
        var link = CaseFilter.of(process.contract().id());
        Reporting words = process.contract().reporting();
        ZoneId zone = process.contract().zone();
        String period = period(total.period(), zone);
        long live = total.live();
        long cleared = total.of("cleared");
        String ofLive = "of " + Numbers.of(live, words.unit(), words.units()) + period;
        // What the owner promised stands before what merely happened.
        var figures = new ArrayList<Figure>(
                catalog.measured().figures().apply(process.contract().id()));
        if (worth != null) {
            boolean leads = words.headline() == Reporting.Headline.NET;
            figures.addAll(leads ? 0 : figures.size(), worth(worth, total, link, ofLive));
        }
        figures.add(new Figure("Cases", Numbers.count(live), words.units() + period, null, href(link, "live")));
        boolean few = live < Numbers.TOO_FEW;
        figures.add(new Figure(
                "Auto-cleared",
                Numbers.share(cleared, live),
                Numbers.count(cleared) + " " + ofLive,
                few ? null : Numbers.count(cleared) + " ÷ " + Numbers.count(live),
                href(link, "cleared")));
        figures.add(new Figure(
                "Waiting for a person",
                Numbers.count(total.of("held")),
                ofLive + elsewhere(total.within().closedElsewhere()),
                null,
                href(link, "held")));
        figures.add(new Figure(
                "Decided by a person here",
                Numbers.count(total.of("approved", "rejected")),
                Numbers.count(total.of("approved")) + " approved, " + Numbers.count(total.of("rejected")) + " rejected",
                null,
                href(link, "reviewed")));
        if (total.of("expired") > 0) figures.add(expired(total, link, ofLive));
        figures.add(new Figure(
                "Stopped",
                Numbers.count(total.of("stopped", "returned")),
                Numbers.count(total.of("returned")) + " of them returned to their sender; " + ofLive,
                null,
                link.with("verdict", "stop").href()));
        figures.add(errors(total, cleared, link));
        if (worth == null) figures.addAll(money(process, total, link, period));
        return figures;
    }

    /** Neither a person's decision nor a stop: without it the phases would not add up to the cases. */
    private static Figure expired(Totals.Total total, CaseFilter link, String ofLive) {
        return new Figure(
                "Nobody decided in time",
                Numbers.count(total.of("expired")),
                "rejected, as the contract says; " + ofLive,
                null,
                href(link, "expired"));
    }

    /** A case may wait here and be closed at its source, which decides beside us: not two counts that disagree. */
    private static String elsewhere(long closed) {
        return closed == 0 ? "" : "; their source has closed " + Numbers.count(closed) + " of them itself";
    }

    private static List<Figure> worth(Score.Worth worth, Totals.Total total, CaseFilter link, String ofLive) {
        String base = Numbers.count(total.of("cleared")) + " cleared " + ofLive;
        var errors = total.errors();
        String href = href(link, "cleared");
        return List.of(
                new Figure("Net", money(worth.net()), base, "handling saved - overpaid", href),
                new Figure("Handling saved", money(worth.handlingSaved()), base, null, href),
                new Figure(
                        "Overpaid",
                        money(worth.leak()),
                        "on " + Numbers.count(errors.wrong()) + " of " + Numbers.count(errors.known())
                                + " cleared whose outcome is known: above what officers paid",
                        null,
                        link.with(CaseFilter.PHASE, "cleared")
                                .with(CaseFilter.OUTCOME, "wrong")
                                .href()),
                new Figure(
                        "Paid",
                        money(worth.paid()),
                        base + "; " + money(worth.paidUnknown()) + " of it with an outcome that is not known",
                        null,
                        href));
    }

    private static String money(Money money) {
        return Numbers.money(money.amount()) + " " + money.currency();
    }

    private static Figure errors(Totals.Total total, long cleared, CaseFilter link) {
        var errors = total.errors();
        String href = link.with(CaseFilter.PHASE, "cleared")
                .with(CaseFilter.OUTCOME, "wrong")
                .href();
        return new Figure(
                "Known to be wrong",
                Numbers.count(errors.wrong()),
                "of " + Numbers.count(errors.known()) + " cleared with a known outcome"
                        + (errors.known() < Numbers.TOO_FEW
                                ? " (too few data for a share)"
                                : " (" + Numbers.share(errors.wrong(), errors.known()) + ")")
                        + "; " + Numbers.count(cleared - errors.known()) + " unknown",
                null,
                href);
    }

    private static List<Figure> money(PublishedProcess process, Totals.Total total, CaseFilter link, String period) {
        if (process.contract().reporting().money() == null || !total.money().containsKey("cleared")) return List.of();
        String currency = currency(process);
        return List.of(new Figure(
                "Money cleared",
                Numbers.money(total.money().get("cleared")) + (currency == null ? "" : " " + currency),
                "in " + Numbers.of(total.of("cleared"), "case", "cases") + period,
                null,
                href(link, "cleared")));
    }

    public static @Nullable String currency(PublishedProcess process) {
        String name = process.contract().reporting().money();
        return process.intake().columns().stream()
                .filter(column -> column.name().equals(name))
                .map(column -> column.reading().currency())
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String href(CaseFilter link, String phase) {
        return link.with(CaseFilter.PHASE, phase).href();
    }

    private static String period(Totals.Period period, ZoneId zone) {
        Instant first = period.first();
        Instant last = period.last();
        if (first == null || last == null) return "";
        String from = Dates.day(first, zone);
        String to = Dates.day(last, zone);
        return from.equals(to) ? ", " + from : ", " + from + " to " + to;
    }
}

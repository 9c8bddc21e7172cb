package remit.scorecard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.kernel.Money;
import remit.process.Reporting;

final class SentenceTest {
    private static final Tally LINES = new Tally(4302, 2691, 121, 0, 4300, 99, 0);
    private static final Score.Waiting RULED = new Score.Waiting(2000, 0, 691);

    private static Score score(Tally all, Score.@Nullable Worth worth, Score.Waiting waiting) {
        var months = new LinkedHashMap<YearMonth, Tally>(Map.of(YearMonth.of(2024, 5), all));
        return new Score(
                all,
                new Score.WithoutLargest("v9", 100, new Tally(4202, 2691, 121, 0, 4200, 99, 0)),
                months,
                new LinkedHashMap<>(),
                new Score.Precedents(7114, 3842, 3800, 80),
                new Score.Miscoded(new BigDecimal("30.00"), new BigDecimal("1000.00")),
                worth,
                waiting);
    }

    private static Reporting lines() {
        return ScoringTest.reporting(Reporting.Error.DIFFERS, Reporting.Headline.SHARE);
    }

    @Test
    void the_share_leads_and_uses_the_words_of_the_pack() {
        assertThat(Sentence.of(lines(), score(LINES, null, RULED)))
                .isEqualTo("4,302 of 7,114 lines coded and posted without a person (60.5%); 2.3% of those with a known"
                        + " outcome were wrong; 2,691 wait for a person; 121 stopped");
    }

    @Test
    void net_leads_where_the_pack_says_so() {
        Reporting claims = new Reporting(
                "claim",
                "claims",
                "paid in full",
                null,
                null,
                null,
                Reporting.Error.OVERPAID,
                Reporting.Headline.NET,
                "amount",
                "closed",
                null,
                null);
        var worth = new Score.Worth(usd("25000.00"), usd("0.00"), usd("6687.50"), usd("26000.00"));
        Score score = score(new Tally(1300, 1, 200, 80, 1200, 812, 2), worth, new Score.Waiting(1, 0, 0));
        assertThat(Sentence.of(claims, score))
                .isEqualTo(
                        "net 19,312.50 USD (26,000.00 of handling saved less 6,687.50 paid above what officers paid);"
                                + " officers would have paid less on 812 of 1,200; 1,300 of 1,501 claims paid in full without a"
                                + " person (86.6%); 2 of the cleared were adverse decisions; 1 waits for a person; 200 stopped,"
                                + " 80 of them returned to their sender");
    }

    @Test
    void what_people_decided_since_the_run_is_told_apart_from_what_waits() {
        var standing = new Sentence.Standing(new Tally(40, 8, 2, 2, 20, 1, 0), 5, 3, 0, null, 30);
        assertThat(Sentence.of(lines(), standing))
                .isEqualTo("40 of 50 lines coded and posted without a person (80.0%); 1 of 20 with a known outcome was"
                        + " wrong; 5 wait for a person; 3 decided by a person; 2 stopped, 2 of them returned to their"
                        + " sender");
    }

    @Test
    void what_nobody_decided_in_time_is_told_apart_so_that_the_numbers_add_up() {
        var standing = new Sentence.Standing(new Tally(40, 9, 1, 0, 0, 0, 0), 4, 3, 2, null, 30);
        assertThat(Sentence.of(lines(), standing))
                .isEqualTo(
                        "40 of 50 lines coded and posted without a person (80.0%); no outcome of those is known; 4 wait"
                                + " for a person; 3 decided by a person; 2 rejected because nobody decided in time; 1 stopped");
    }

    private static Money usd(String amount) {
        return new Money(new BigDecimal(amount), "USD");
    }

    @Test
    void without_a_known_outcome_no_error_share_is_claimed() {
        assertThat(Sentence.of(lines(), score(new Tally(1, 0, 0, 0, 0, 0, 0), null, new Score.Waiting(0, 0, 0))))
                .isEqualTo("1 of 1 line coded and posted without a person (100.0%); no outcome of those is known;"
                        + " 0 wait for a person; 0 stopped");
    }

    @Test
    void nothing_more_can_clear_is_said_only_when_no_confident_harmless_proposal_waits() {
        assertThat(Sentence.ofWaiting(score(LINES, null, RULED)))
                .isEqualTo("Of those that wait, 691 have a confident proposal that the rules keep for a person, 2,000"
                        + " have no proposal that reaches the confidence fixed on history.");
        assertThat(Sentence.ofWaiting(score(LINES, null, new Score.Waiting(1, 2690, 0))))
                .isEqualTo("Nothing more can clear safely: of those that wait, 2,690 have an adverse proposal, which a"
                        + " person decides, 1 has no proposal that reaches the confidence fixed on history.");
    }

    private static RunSummary summary() {
        return new RunSummary(
                "invoices",
                "abc",
                new RunSummary.Rows(14228, 7114, 7114, 0, 0),
                score(LINES, null, RULED),
                new RunSummary.AuthorFigures("classifier", "tfidf-logistic", "00ff", 0.812, null),
                new RunSummary.Evidence(30000, 30000),
                Json.NULL,
                new RunSummary.Pace(12.5, 569.1));
    }

    @Test
    void the_json_has_the_promised_keys() {
        Json.Obj json = summary().toJson();
        assertThat(json.fields().keySet())
                .containsExactly(
                        "process",
                        "version",
                        "rows",
                        "history",
                        "cases",
                        "already_decided",
                        "rejected",
                        "auto_cleared",
                        "held",
                        "stopped",
                        "returned",
                        "auto_clear_share",
                        "auto_clear_known",
                        "auto_clear_errors",
                        "auto_clear_error_share",
                        "auto_clear_unknown",
                        "auto_clear_adverse",
                        "author",
                        "evidence",
                        "without_largest_group",
                        "money_miscoded",
                        "months",
                        "baseline",
                        "curve",
                        "seconds",
                        "cases_per_second");
        assertThat(json.object("author").fields().keySet())
                .containsExactly("kind", "version", "sha256", "accuracy", "ece");
        assertThat(json.object("evidence").fields().keySet()).containsExactly("events", "verified");
        assertThat(json.number("auto_clear_unknown", -1)).isEqualTo(2);
        assertThat(Json.parse(json.compact())).isEqualTo(json);
    }

    @Test
    void the_table_shows_the_second_look_and_the_rows() {
        List<String> table = SummaryTable.of(lines(), summary());
        assertThat(table)
                .anyMatch(l -> l.matches("all +7,114 +4,302 +60\\.5% +4,300 +99 +2\\.3%"))
                .anyMatch(l -> l.matches("without the largest vendor +7,014 +4,202 +59\\.9% +4,200 +99 +2\\.4%"))
                .anyMatch(l -> l.matches("precedent rule instead +7,114 +3,842 +54\\.0% +3,800 +80 +2\\.1%"))
                .anyMatch(l -> l.matches("2024-05 +7,114 .*"))
                .contains("money miscoded: 3.0% of the money cleared with a known outcome")
                .contains("author: classifier tfidf-logistic, right on 81.2% of live cases with a known outcome,"
                        + " calibration error n/a")
                .allMatch(l -> l.length() <= 160);
    }
}

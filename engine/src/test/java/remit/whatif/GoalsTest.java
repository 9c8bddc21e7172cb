package remit.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.authority.AuthorityTable;
import remit.authority.Ruling;
import remit.rules.Cell;

/** A share is sought by several numbers, and by numbers of each segment's own. */
class GoalsTest {
    private static final List<String> REGIONS = List.of("north", "east", "south", "west");
    private static final byte[] FIRST = TestingRegions.dmn("FIRST");
    private static final Question.Terms TERMS = new Question.Terms(0.02, Optional.empty(), 0.95);
    private static final AnswerText.Words WORDS = new AnswerText.Words("lines", "GBP");

    private static Answer ask(History history, byte[] dmn, Question.Wish wish) {
        return ask(history, dmn, wish, TERMS);
    }

    private static Answer ask(History history, byte[] dmn, Question.Wish wish, Question.Terms terms) {
        return WhatIf.ask(history, TestingRegions.question(dmn, wish, terms)).orThrow();
    }

    private static Question.Wish byRegion(double share, String... levers) {
        return new Question.Wish.Tables(share, List.of(levers), Optional.of("region"));
    }

    /** In the south every score below the threshold is a coin that falls wrong too often; elsewhere scores say little. */
    private static double south(String region, double score, double amount) {
        return region.equals("south") && score < TestingRegions.THRESHOLD ? 0.25 : 0.004;
    }

    private static History southern() {
        return TestingRegions.of(5, 30_000, REGIONS, GoalsTest::south);
    }

    @Test
    void a_table_by_segment_leaves_a_bad_segment_where_it_is_and_says_so() {
        Answer answer = ask(southern(), FIRST, byRegion(0.35, "confidence"));
        assertThat(answer.finding()).isEqualTo(Answer.Finding.SAFE);
        assertThat(answer.compared().shareThen()).isGreaterThanOrEqualTo(0.35);
        assertThat(answer.moved()).noneMatch(each -> each.segment().equals("south"));
        assertThat(new AnswerText(answer, WORDS).sentence())
                .startsWith("A table by region moves ")
                .contains("Left as in force: south (likely at least ", "confidence, proved on the later 15,000 lines (")
                .containsPattern("lines alone: at most [0-9.]+% wrong on the later half \\(");
    }

    @Test
    void one_number_for_all_is_not_chosen_where_it_moves_a_bad_segment() {
        var wish = new Question.Wish.Share(0.35, Optional.of("confidence"));
        Answer answer = ask(southern(), FIRST, wish, new Question.Terms(0.06, Optional.empty(), 0.95));
        assertThat(answer.search().orElseThrow().largest().orElseThrow().share())
                .isGreaterThan(0.35);
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNREACHABLE);
        assertThat(answer.sought().barred())
                .extracting(Comparison.Segment::name)
                .containsExactly("south");
        assertThat(new AnswerText(answer, WORDS).sentence())
                .contains("too many are wrong of those that move in south", "a table by segment would leave them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIRST", "UNIQUE", "ANY"})
    void the_table_that_is_written_decides_every_case_as_it_was_shown(String policy) {
        History history = TestingRegions.of(9, 20_000, List.of("north", "east", "", "south"), GoalsTest::south);
        byte[] dmn = TestingRegions.dmn(policy);
        Answer answer = ask(history, dmn, byRegion(0.4, "confidence", "amount"));
        AuthorityTable written = TestingRegions.with(dmn, answer.change().orElseThrow());
        assertThat(written.reads()).contains("region", "confidence");
        List<Ruling> now = WhatIf.replay(history, Rules.of(TestingRegions.read(dmn)));
        List<Ruling> then = WhatIf.replay(history, Rules.of(written));
        long moved = 0;
        for (int i = 0; i < history.cases(); i++) {
            if (then.get(i) != now.get(i)) moved++;
            if (history.segments().get(history.segment(i)).isEmpty())
                assertThat(then.get(i)).isEqualTo(now.get(i));
        }
        assertThat(moved).isEqualTo(answer.moved().size()).isPositive();
        assertThat(then.stream().filter(each -> each == Ruling.AUTO_CLEAR).count())
                .isEqualTo(answer.compared().then().measure().cases());
    }

    @Test
    void a_threshold_alone_becomes_a_column_of_the_confidence_itself() {
        History history = southern();
        var wish = new Question.Wish.Instead(new Rules(TestingRegions.read(FIRST), 0.3));
        Answer answer = ask(history, FIRST, wish);
        AuthorityTable written = TestingRegions.with(FIRST, answer.change().orElseThrow());
        assertThat(written.rows().get(1).cells()).extracting(Cell::text).endsWith("-", ">= 0.3");
        assertThat(WhatIf.replay(history, Rules.of(written)))
                .isEqualTo(WhatIf.replay(history, new Rules(TestingRegions.read(FIRST), 0.3)));
    }

    @Test
    void several_numbers_reach_what_none_reaches_alone() {
        History history = TestingRegions.of(3, 30_000, REGIONS, (region, score, amount) -> 0.002);
        for (String lever : List.of("confidence", "amount")) {
            Answer alone = ask(history, FIRST, new Question.Wish.Share(0.6, Optional.of(lever)));
            assertThat(alone.finding()).as(lever).isEqualTo(Answer.Finding.UNREACHABLE);
        }
        var both = new Question.Wish.Tables(0.6, List.of("confidence", "amount"), Optional.empty());
        Answer answer = ask(history, FIRST, both);
        assertThat(answer.finding()).isEqualTo(Answer.Finding.SAFE);
        assertThat(answer.compared().shareThen()).isGreaterThanOrEqualTo(0.6);
        assertThat(new AnswerText(answer, WORDS).sentence())
                .contains("the confidence threshold from 0.5 to ", "the limit of amount from 5,000 to ");
    }

    @Test
    void numbers_of_their_own_let_more_clear_than_one_number_for_all() {
        TestingRegions.Law law =
                (region, score, amount) -> 0.002 + (1 - score) * (1 - score) * (0.01 + 0.12 * REGIONS.indexOf(region));
        History history = TestingRegions.of(21, 60_000, REGIONS, law);
        Answer one = ask(history, FIRST, new Question.Wish.Share(1, Optional.of("confidence")));
        Answer each = ask(history, FIRST, byRegion(1, "confidence"));
        double largest = one.search().orElseThrow().largest().orElseThrow().share();
        assertThat(each.sought().tables().orElseThrow().largest().orElseThrow().share())
                .isGreaterThan(largest);
    }

    @Test
    void the_limit_for_moved_cases_is_kept_by_what_is_chosen() {
        TestingRegions.Law law = (region, score, amount) -> score < TestingRegions.THRESHOLD ? 0.016 : 0.001;
        History history = TestingRegions.of(4, 30_000, REGIONS, law);
        var wish = new Question.Wish.Share(0.35, Optional.of("confidence"));
        assertThat(ask(history, FIRST, wish).finding()).isEqualTo(Answer.Finding.SAFE);
        var capped = new Question.Terms(0.02, Optional.of(0.01), 0.95);
        Answer answer = ask(history, FIRST, wish, capped);
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNREACHABLE);
        var instead = new Question.Wish.Instead(new Rules(TestingRegions.read(FIRST), 0.3));
        Answer given = ask(history, FIRST, instead, capped);
        assertThat(given.finding()).isEqualTo(Answer.Finding.UNSAFE);
        assertThat(new AnswerText(given, WORDS).sentence())
                .contains("too many of those that move are wrong", "the limit for them is 1%");
    }

    @Test
    void what_the_certificate_says_is_what_the_start_spent() {
        Answer answer = ask(southern(), FIRST, byRegion(0.35, "confidence"));
        Proof proof = answer.proof();
        assertThat(proof.delta()).isLessThanOrEqualTo(TERMS.delta() / 2);
        assertThat(proof.upper())
                .isEqualTo(Bound.of(proof.cleared(), proof.delta()).upper());
        assertThat(answer.toJson().object("proof").number("at_most", 0)).isEqualTo(proof.upper());
        Answer one = ask(southern(), FIRST, new Question.Wish.Share(0.3, Optional.of("amount")));
        Search.Point chosen = one.search().orElseThrow().points().stream()
                .filter(point -> point.cleared().equals(one.proof().cleared()))
                .findFirst()
                .orElseThrow();
        assertThat(one.proof().upper()).isEqualTo(chosen.upper());
        assertThat(one.proof().delta()).isEqualTo(chosen.delta()).isLessThan(TERMS.delta());
    }

    /** Two halves, one after the other. */
    private static History halves(TestingRegions.Law earlier, TestingRegions.Law later) {
        History one = TestingRegions.of(31, 15_000, REGIONS, earlier);
        History other = TestingRegions.of(32, 15_000, REGIONS, later);
        int[] places = IntStream.range(0, 30_000)
                .map(i -> i < 15_000 ? i : ~(i - 15_000))
                .toArray();
        return one.with(other, places);
    }

    /** The south is the best of all while the chain is learned, and bad while it is proved. */
    private static History turned() {
        return halves((region, score, amount) -> region.equals("south") ? 0.001 : 0.008, GoalsTest::south);
    }

    @Test
    void a_segment_that_only_the_later_half_shows_to_be_bad_is_taken_out_of_a_table_that_holds_with_it() {
        var terms = new Question.Terms(0.06, Optional.empty(), 0.95);
        Answer answer = ask(turned(), FIRST, byRegion(0.35, "confidence"), terms);
        assertThat(answer.finding()).isEqualTo(Answer.Finding.SAFE);
        assertThat(answer.compared().shareThen()).isGreaterThanOrEqualTo(0.35);
        assertThat(answer.moved()).isNotEmpty().noneMatch(each -> each.segment().equals("south"));
        TableSearch tables = answer.sought().tables().orElseThrow();
        assertThat(tables.late().dropped()).extracting(TableSearch.Left::value).containsExactly("south");
        assertThat(tables.points())
                .as("its bound is the one that was proved with the south in it")
                .anyMatch(point -> point.certified()
                        && point.proof().cleared().equals(answer.proof().cleared())
                        && point.proof().upper() == answer.proof().upper()
                        && point.share() > answer.compared().shareThen());
        assertThat(new AnswerText(answer, WORDS).sentence())
                .contains("Left as in force by what the later half shows: south (at least ");
    }

    private static Measure moved(int from, int cases, int wrong) {
        var built = new History.Builder(TestingHistory.TYPES, _ -> remit.authority.Ruling.STOP);
        var counter = new Measure.Counter();
        for (int i = 0; i < cases; i++) {
            Label.Truth truth = i < wrong ? Label.Truth.WRONG : Label.Truth.RIGHT;
            built.add(TestingHistory.made("case-" + (from + i), 0.5, 100, truth));
        }
        History history = built.build();
        for (int i = 0; i < cases; i++) counter.add(history, i);
        return counter.measure();
    }

    @Test
    void what_still_moves_without_a_bad_segment_may_be_worse_than_with_it_and_its_bound_says_so() {
        Measure bad = moved(0, 200, 20);
        Measure rest = moved(200, 100, 20);
        Proof whole = Proof.of(moved(300, 10_000, 40), Measure.sum(List.of(bad, rest)), 0.05);
        Proof without = whole.without(0.07 * bad.judged(), rest);
        assertThat(whole.movedUpper())
                .as("the bound of the whole is none of the rest")
                .isLessThan(rest.estimate());
        assertThat(without.movedUpper()).isGreaterThan(rest.estimate());
        assertThat(without.upper()).isEqualTo(whole.upper());
    }

    @Test
    void a_segment_that_spoils_the_proof_is_named_and_new_outcomes_are_asked_for() {
        Answer answer = ask(turned(), FIRST, byRegion(0.45, "confidence"));
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNREACHABLE);
        assertThat(answer.sought().tables().orElseThrow().late().open())
                .extracting(TableSearch.Left::value)
                .containsExactly("south");
        assertThat(answer.needed()).as("more of the same would settle nothing").isEmpty();
        assertThat(new AnswerText(answer, WORDS).sentence())
                .contains("too many are wrong of those that move in south (at least ", "Ask again once new outcomes");
    }

    @Test
    void rules_that_keep_the_limit_as_a_whole_are_not_safe_where_they_move_a_bad_segment() {
        var wish = new Question.Wish.Instead(new Rules(TestingRegions.read(FIRST), 0.3));
        Answer answer = ask(southern(), FIRST, wish, new Question.Terms(0.06, Optional.empty(), 0.95));
        assertThat(answer.proof().upper()).isLessThan(0.06);
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNSAFE);
        assertThat(new AnswerText(answer, WORDS).sentence())
                .contains("do not apply, too many are wrong of those that move in south (at least ");
        Search search = answer.search().orElseThrow();
        assertThat(search.largest().orElseThrow().share())
                .as("as a whole it would hold farther than it is safe to go")
                .isGreaterThan(search.safe().orElseThrow().share());
    }

    @Test
    void a_goal_below_what_clears_today_is_not_reached_by_rules_whose_error_is_not_proved() {
        History bad = TestingRegions.of(6, 5_000, REGIONS, (region, score, amount) -> 0.05);
        for (var wish : List.of(
                new Question.Wish.Share(0.1, Optional.empty()),
                new Question.Wish.Tables(0.1, List.of("confidence"), Optional.of("region")))) {
            Answer answer = ask(bad, FIRST, wish);
            assertThat(answer.compared().shareNow()).isGreaterThan(0.1);
            assertThat(answer.finding()).isEqualTo(Answer.Finding.UNREACHABLE);
            assertThat(new AnswerText(answer, WORDS).sentence())
                    .contains("Not reachable: 10% of lines", "it is not proved that at most 2% of them are wrong")
                    .contains(
                            "The largest share certified at 2% is 0%",
                            "smallest error that can be certified at today's")
                    .doesNotContain("do not apply", "is reached");
        }
        Answer proved = ask(southern(), FIRST, new Question.Wish.Share(0.1, Optional.empty()));
        assertThat(new AnswerText(proved, WORDS).sentence())
                .contains("the goal is reached without a change", "safe to apply");
    }

    @Test
    void what_one_number_alone_does_not_reach_names_the_other_numbers() {
        History history = TestingRegions.of(3, 30_000, REGIONS, (region, score, amount) -> 0.002);
        Answer one = ask(history, FIRST, new Question.Wish.Share(0.99, Optional.empty()));
        assertThat(new AnswerText(one, WORDS).sentence())
                .contains("confidence, by the confidence threshold alone; other levers: amount.");
        var both = new Question.Wish.Tables(1, List.of("confidence", "amount"), Optional.empty());
        Answer all = ask(TestingRegions.of(3, 5_000, REGIONS, (r, s, a) -> 0.05), FIRST, both);
        assertThat(all.finding()).isEqualTo(Answer.Finding.UNREACHABLE);
        assertThat(new AnswerText(all, WORDS).sentence()).doesNotContain("other levers");
        var nope = new Question.Wish.Share(0.5, Optional.of("nope"));
        assertThat(WhatIf.ask(history, TestingRegions.question(FIRST, nope, TERMS))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("lever nope", "unknown lever", "there are: confidence, amount"));
    }

    @Test
    void segments_by_what_is_no_text_are_refused() {
        var wish = new Question.Wish.Tables(0.4, List.of("confidence"), Optional.of("amount"));
        assertThat(WhatIf.ask(southern(), TestingRegions.question(FIRST, wish, TERMS))
                        .problems())
                .singleElement()
                .extracting(problem -> problem.code())
                .isEqualTo("RMT-182");
    }
}

package remit.server.demo;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.decision.CaseFacts;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.Pinned;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ports.Author.Answer;
import remit.ports.Author.Question;
import remit.process.Disposition;
import remit.scorecard.CycleTime;
import remit.scorecard.Kpis;
import remit.scorecard.Score;
import remit.scorecard.ScoredCase;
import remit.scorecard.Scoring;
import remit.server.authors.Authors;
import remit.server.authors.Classifier;
import remit.server.authors.Example;
import remit.server.authors.embedding.Embeddings;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.packs.Row;
import remit.server.packs.RowReader;

/** A world through pack, author, decider and folds, without storage: the shortest way from rows to figures. */
final class TestingBacktest {
    private final Pack pack;
    private final World world;
    private final List<Row.SourceRow> live = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final Classifier author;

    /** @param figures from one decision table over one world */
    record Figures(Score score, CycleTime cycle, Kpis kpis) {
        double lowShare() {
            return score.segments().get("low").clearShare().value();
        }

        double days() {
            return cycle.days().all().value();
        }

        double capacity() {
            return kpis.capacity().fullTimeEquivalents().doubleValue();
        }

        double errors() {
            return score.all().errorShare().value();
        }
    }

    TestingBacktest(World world) {
        this.world = world;
        this.pack = PackReader.read(folder()).orThrow();
        var reader = new RowReader(pack.intake(), pack.contract().zone());
        Instant firstLive = world.calendar()
                .firstLiveDay()
                .atStartOfDay(pack.contract().zone())
                .toInstant();
        var history = new ArrayList<Example>();
        long line = 1;
        for (Map<String, String> cells : new Generator(world)) {
            var row = (Row.SourceRow) reader.read(cells, ++line, null);
            if (row.at().isBefore(firstLive)) history.add(new Example(row.inputs(), truth(row), row.at()));
            else live.add(row);
        }
        author = Authors.train(
                        history, pack.contract().author(), pack.contract().reporting(), Embeddings.miniLm())
                .orThrow();
        for (Row.SourceRow row : live) {
            answers.add(author.propose(new Question("demo-claims", row.keyText(), row.inputs()), Instant.MAX));
        }
    }

    private static Path folder() {
        Path here = Path.of("packs/demo-claims");
        return java.nio.file.Files.isDirectory(here) ? here : Path.of("..").resolve(here);
    }

    Classifier author() {
        return author;
    }

    String table() {
        return pack.table().text();
    }

    /** The figures under another text of the decision table. */
    Figures under(String table) {
        Pinned pinned = Pinned.of(
                        pack.contract(),
                        pack.intake(),
                        table.getBytes(StandardCharsets.UTF_8),
                        "authority.dmn",
                        Json.EMPTY)
                .orThrow();
        var scoring = new Scoring(
                pack.contract().reporting(), pack.contract().economics().cost().handlingCost());
        var cycle = new CycleTime();
        for (int i = 0; i < live.size(); i++) {
            Row.SourceRow row = live.get(i);
            var facts = new CaseFacts(row.inputs(), Map.of(), author.seenGroup(row.inputs()));
            Decision decision = Decider.decide(facts, answers.get(i), pinned);
            scoring.add(scored(row, answers.get(i), decision, pinned));
            LocalDate received = day(row.inputs().get("received"));
            boolean cleared = decision.verdict() == Verdict.AUTO_CLEAR;
            if (decision.disposition() != Disposition.RETURNED) {
                LocalDate closed = cleared ? received : day(row.outcomes().get("closed_date"));
                cycle.add(text(row.inputs().get("segment")), cleared, received, closed);
            }
        }
        World.Calendar calendar = world.calendar();
        var window = new Kpis.Window(
                calendar.firstLiveDay(),
                calendar.firstDay().plusWeeks(calendar.weeks()).minusDays(1));
        Score score = scoring.score();
        return new Figures(score, cycle, new Kpis(pack.contract().economics(), score, cycle, window));
    }

    private ScoredCase scored(Row.SourceRow row, Answer answer, Decision decision, Pinned pinned) {
        boolean adverse = decision.decision() != null
                && pinned.adverse(decision.decision()).isPresent();
        ScoredCase.Proposed proposed = answer instanceof Answer.Answered answered
                ? new ScoredCase.Proposed(
                        answered.proposal().decision(),
                        answered.proposal().confidence(),
                        answered.proposal().confident())
                : null;
        String truth = truth(row);
        var amount = row.inputs().get("amount") instanceof Value.Numeric(BigDecimal number) ? number : null;
        return new ScoredCase(
                new ScoredCase.Ruling(decision.verdict(), decision.disposition(), decision.decision(), adverse),
                proposed,
                truth == null
                        ? null
                        : new ScoredCase.Truth(truth, pinned.adverse(truth).isPresent(), null),
                new ScoredCase.Setting(
                        YearMonth.from(day(row.inputs().get("received"))),
                        text(row.inputs().get("region")),
                        text(row.inputs().get("segment")),
                        amount,
                        null),
                null);
    }

    private static @Nullable String truth(Row.SourceRow row) {
        return text(row.outcomes().get("disposition"));
    }

    private static @Nullable String text(@Nullable Value value) {
        return value instanceof Value.Text(String text) ? text : null;
    }

    private static LocalDate day(@Nullable Value value) {
        if (value instanceof Value.Day(LocalDate day)) return day;
        throw new AssertionError("no day: " + value);
    }
}

package remit.server.checkpoints;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import remit.assurance.Question;
import remit.assurance.Stretch;
import remit.checkpoints.Answer;
import remit.checkpoints.AnswerText;
import remit.checkpoints.LoggedCase;
import remit.checkpoints.Removal;
import remit.checkpoints.Terms;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.Trail;
import remit.server.authors.embedding.Embeddings;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.ledger.Ledger;

/**
 * Asks the log of a process which of the people who look at a case today could go first, and for whom, and writes down the
 * answer. Safe for use by many threads.
 */
public final class CheckpointRemovals {
    private final DataSource source;
    private final Catalog catalog;
    private final Judgements judgements;
    private final Embeddings embeddings;
    private final InstantSource clock;

    public CheckpointRemovals(
            DataSource source, Catalog catalog, Ledger ledger, Embeddings embeddings, InstantSource clock) {
        this.source = source;
        this.catalog = catalog;
        this.judgements = new Judgements(ledger, clock);
        this.embeddings = embeddings;
        this.clock = clock;
    }

    /**
     * What came out.
     *
     * @param units what the process calls its cases
     * @param recorded where it stands in evidence, or why its cases prove nothing any more
     */
    public record Told(String process, String units, Answer answer, Checked<Judgements.Recorded> recorded) {
        /** What the answer comes to: without confidence that is left, none may go. */
        public Answer.Finding finding() {
            boolean spent = recorded instanceof Checked.Refused<Judgements.Recorded>;
            return spent && answer.finding() == Answer.Finding.MAY_GO ? Answer.Finding.UNSETTLED : answer.finding();
        }

        public String sentence() {
            return switch (recorded) {
                case Checked.Ok<Judgements.Recorded> _ -> text().sentence();
                case Checked.Refused<Judgements.Recorded>(List<Problem> problems) ->
                    "No checkpoint may go on these " + units + " any more: "
                            + problems.getFirst().what() + "; "
                            + problems.getFirst().fix() + ".";
            };
        }

        public AnswerText text() {
            return new AnswerText(answer, units);
        }

        /** Where it is recorded, and with which confidence all answers from these cases hold together. */
        public String evidence() {
            return switch (recorded) {
                case Checked.Ok<Judgements.Recorded>(Judgements.Recorded one) ->
                    String.format(
                            Locale.ROOT,
                            "Recorded as %s; all that was asked of these %s holds together at %.0f%% confidence: this answer"
                                    + " and what was proved from them before used up the rest.",
                            one.id(),
                            units,
                            100 * one.together());
                case Checked.Refused<Judgements.Recorded> _ -> "Not recorded: it proves nothing.";
            };
        }

        /** The sentence, and every fact that it says. */
        public Json.Obj toJson() {
            Json.Obj told = Json.object("process", process, "sentence", sentence());
            for (var each : answer.toJson().fields().entrySet()) told = told.with(each.getKey(), each.getValue());
            told = told.with("finding", Json.of(finding().name().toLowerCase(Locale.ROOT)));
            return switch (recorded) {
                case Checked.Ok<Judgements.Recorded>(Judgements.Recorded one) ->
                    told.with("judgement", Json.object("id", one.id(), "together_confidence", one.together()));
                case Checked.Refused<Judgements.Recorded> _ ->
                    told.with("proposal", Json.NULL).with("judgement", Json.NULL);
            };
        }
    }

    /** The answer; refused where there is nothing to ask. */
    public Checked<Told> ask(String process, Terms terms, Actor by) {
        return catalog.latest(process)
                .orElseGet(() -> Checked.refused(new Problem(
                        "RMT-088",
                        process,
                        "no process of this id was ever published here",
                        "the id stands in the pack's process.yaml")))
                .then(published -> asked(published, terms, by));
    }

    private Checked<Told> asked(PublishedProcess process, Terms terms, Actor by) {
        Trail trail = process.contract().flow().trail();
        if (trail == null) {
            return Checked.refused(
                    new Problem(
                            "RMT-185",
                            process.id(),
                            "its contract does not say who looks at a case today",
                            "add flow.trail to process.yaml; it needs a log of events (docs/how-to/which-checkpoint-first.md)"));
        }
        List<LoggedCase> cases = new TrailReader(process, trail).read(source);
        if (cases.isEmpty()) {
            return Checked.refused(new Problem(
                    "RMT-186",
                    process.id(),
                    "no case of it says what happened to it",
                    "run its log of events first: remit run PACK --data FILE"));
        }
        Answer answer = Removal.ask(
                cases, trail, terms, process.intake().outcomeAfter(), new RiskModel(process.contract(), embeddings));
        var question = new Question(
                process.id(),
                "which checkpoint may go first, at most " + terms.maxShare() + " of its rejections missed",
                stretch(cases).named(process.id()),
                terms.maxPerCase(),
                round(terms.delta()),
                List.of());
        var judgement = new Judgements.Judgement(question, data(cases), process.versions(), answer, by);
        return Checked.ok(new Told(
                process.id(),
                process.contract().reporting().units(),
                answer,
                judgements.record(judgement, clock.instant())));
    }

    /** 1 - 0.95 is not 0.05 in doubles, and the ledger adds up exactly. */
    private static double round(double delta) {
        return Math.round(delta * 1e9) / 1e9;
    }

    /** When they came in. There is at least one. */
    private static Stretch stretch(List<LoggedCase> cases) {
        List<Instant> came = cases.stream().map(LoggedCase::at).sorted().toList();
        return new Stretch(came.getFirst(), came.getLast());
    }

    /** Hash of every case with all that happened to it. */
    private static String data(List<LoggedCase> cases) {
        var text = new StringBuilder();
        for (LoggedCase each : cases) {
            text.append(each.id());
            for (LoggedCase.Step step : each.steps())
                text.append(' ').append(step.happening()).append(step.at());
            text.append('\n');
        }
        return Digest.sha256Hex(text.toString());
    }
}

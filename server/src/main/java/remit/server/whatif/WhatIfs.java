package remit.server.whatif;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.decision.Pinned;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.store.CommitCount;
import remit.whatif.Answer;
import remit.whatif.AnswerText;
import remit.whatif.History;
import remit.whatif.Question;
import remit.whatif.Rules;
import remit.whatif.WhatIf;

/**
 * Asks what other rules would have made of the cases that were decided, and writes down a certificate of the answer. What was read of a process is kept
 * while nothing new is recorded, so that the next question is answered without reading again. Safe for use by many threads.
 */
public final class WhatIfs {
    /** So many readings are kept. */
    private static final int KEPT = 4;

    private final DataSource source;
    private final JdbcClient jdbc;
    private final Catalog catalog;
    private final Certificates certificates;
    private final InstantSource clock;
    private final Map<Key, Reading> readings = new LinkedHashMap<>(8, 0.75f, true);

    /** What a reading depends on. */
    private record Key(String version, Set<String> reads, Asked.Scope scope) {}

    /** @param commits how many the log had when it was read */
    private record Reading(long commits, HistoryReader.Read read) {}

    /**
     * What came out.
     *
     * @param words how the process calls what it decides
     * @param certified the certificate, or why its labels give none any more
     * @param table the answer as a table
     */
    public record Told(
            PublishedProcess process,
            Answer answer,
            AnswerText.Words words,
            Checked<Certificates.Issued> certified,
            WrittenTable table) {
        public AnswerText text() {
            return new AnswerText(answer, words);
        }

        /** Which certificate says so, and with which confidence all answers from its labels hold together. */
        public String certificate() {
            return switch (certified) {
                case Checked.Ok<Certificates.Issued>(Certificates.Issued issued) ->
                    String.format(
                            Locale.ROOT,
                            "Certificate %s; all that was asked of these labels holds together at %.0f%% confidence.",
                            issued.certificate().id(),
                            100 * issued.together());
                case Checked.Refused<Certificates.Issued>(List<Problem> problems) ->
                    "No certificate: " + problems.getFirst().what() + "; "
                            + problems.getFirst().fix() + ".";
            };
        }

        /** The sentence, and every fact that it says. */
        public Json.Obj toJson() {
            Json.Obj told = Json.object(
                    "process", process.id(),
                    "sentence", text().sentence(),
                    "versions", process.versions(),
                    "units", words.units(),
                    "currency", words.currency());
            told = switch (certified) {
                case Checked.Ok<Certificates.Issued>(Certificates.Issued issued) ->
                    told.with("certificate", issued.toJson());
                case Checked.Refused<Certificates.Issued>(List<Problem> problems) ->
                    told.with("certificate", Json.NULL)
                            .with("not_certified", Json.of(problems.getFirst().what()));
            };
            var fields = new LinkedHashMap<>(told.fields());
            fields.putAll(answer.toJson().fields());
            return new Json.Obj(fields);
        }
    }

    public WhatIfs(DataSource source, Catalog catalog, Certificates certificates, InstantSource clock) {
        this.source = source;
        this.jdbc = JdbcClient.create(source);
        this.catalog = catalog;
        this.certificates = certificates;
        this.clock = clock;
    }

    /** The answer; refused where there is nothing to ask, or the rules cannot be read. */
    public Checked<Told> ask(Asked asked, Actor by) {
        return catalog.latest(asked.process())
                .orElseGet(() -> Checked.refused(new Problem(
                        "RMT-088",
                        asked.process(),
                        "no process of this id was ever published here",
                        "the id stands in the pack's process.yaml")))
                .then(process -> wanted(asked, process).then(wanted -> answer(new Case(asked, by, process), wanted)));
    }

    /** The table that is asked about, where it is another one. */
    private static Checked<Optional<AuthorityTable>> wanted(Asked asked, PublishedProcess process) {
        return switch (asked.wish()) {
            case Asked.Wish.Table(var file) ->
                RuleBook.read(file.bytes(), file.path(), Pinned.facts(process.contract(), process.intake()))
                        .map(Optional::of);
            case Asked.Wish.Threshold _, Asked.Wish.Goal _, Asked.Wish.Tables _ -> Checked.ok(Optional.empty());
        };
    }

    /** A question, who asks it, and of which version. */
    record Case(Asked asked, Actor by, PublishedProcess process) {}

    private Checked<Told> answer(Case of, Optional<AuthorityTable> wanted) {
        return wish(of, wanted).then(wish -> answer(of, wanted, wish));
    }

    private Checked<Told> answer(Case of, Optional<AuthorityTable> wanted, Question.Wish wish) {
        PublishedProcess process = of.process();
        var reads = new TreeSet<>(process.pinned().reads());
        wanted.ifPresent(table -> reads.addAll(table.reads()));
        if (wish instanceof Question.Wish.Tables tables) tables.by().ifPresent(reads::add);
        HistoryReader.Read read = read(process, reads, of.asked().scope());
        var question = new Question(
                Rules.of(process.pinned().table()),
                threshold(read.history()),
                wish,
                of.asked().terms().under(process.contract().risk().maxMovedError()));
        return WhatIf.ask(read.history(), question)
                .map(answer -> new Told(
                        process,
                        answer,
                        words(process.contract()),
                        certificates.issue(Certifying.of(of, read, answer, clock.instant())),
                        new WrittenTable(process, read.history(), answer)));
    }

    private static Checked<Question.Wish> wish(Case of, Optional<AuthorityTable> wanted) {
        AuthorityTable table = of.process().pinned().table();
        return switch (of.asked().wish()) {
            case Asked.Wish.Table _ -> Checked.ok(new Question.Wish.Instead(Rules.of(wanted.orElse(table))));
            case Asked.Wish.Threshold(double confidence) ->
                Checked.ok(new Question.Wish.Instead(new Rules(table, confidence)));
            case Asked.Wish.Goal(double share, Optional<String> lever) ->
                Checked.ok(new Question.Wish.Share(share, lever));
            case Asked.Wish.Tables(double share, List<String> levers, Optional<Asked.Segments> by) ->
                by.map(segments -> column(of.process(), segments).map(Optional::of))
                        .orElseGet(() -> Checked.ok(Optional.empty()))
                        .map(column -> new Question.Wish.Tables(share, levers, column));
        };
    }

    /** An input by whose values rules may tell segments apart: what stands in a table cannot be erased with a person. */
    private static Checked<String> column(PublishedProcess process, Asked.Segments by) {
        Optional<String> named = by.column()
                .or(() -> Optional.ofNullable(process.contract().reporting().segment()));
        if (named.isEmpty()) {
            return Checked.refused(new Problem(
                    "RMT-182",
                    process.id(),
                    "its contract names no segment",
                    "name an input after --per-segment, or write reporting.segment into the contract"));
        }
        Intake.Column column = process.intake().byName().get(named.get());
        boolean personal =
                column != null && (column.subject() || column.dataClass().equals("personal"));
        if (column != null && column.visible() && !personal) return Checked.ok(named.get());
        return Checked.refused(new Problem(
                "RMT-182",
                "segments by " + named.get(),
                personal ? "it holds personal data, and a table is kept for ever" : "no input has this name",
                "name an input that rules may read, like the segment of the contract"));
    }

    private static AnswerText.Words words(ProcessContract contract) {
        return new AnswerText.Words(
                contract.reporting().units(),
                contract.economics().cost().handlingCost().currency());
    }

    /** The least confidence that counted, in thousandths: what the author's threshold comes to, whichever author it is. */
    private static Optional<BigDecimal> threshold(History history) {
        double least = Double.NaN;
        for (int i = 0; i < history.cases(); i++) {
            double score = history.score(i);
            if (history.wasSure(i) && !Double.isNaN(score) && !(score >= least)) least = score;
        }
        // Nothing was ever sure enough: the threshold lies beyond every confidence.
        if (Double.isNaN(least)) return Optional.of(BigDecimal.ONE);
        return Optional.of(BigDecimal.valueOf(least).setScale(3, RoundingMode.FLOOR));
    }

    private HistoryReader.Read read(PublishedProcess process, Set<String> reads, Asked.Scope scope) {
        var key = new Key(process.sha256(), Set.copyOf(reads), scope);
        long commits = CommitCount.of(jdbc);
        synchronized (readings) {
            Reading kept = readings.get(key);
            if (kept != null && kept.commits() == commits) return kept.read();
        }
        HistoryReader.Read read = new HistoryReader(process, reads, scope, clock.instant()).read(source);
        synchronized (readings) {
            readings.put(key, new Reading(commits, read));
            if (readings.size() > KEPT)
                readings.remove(readings.keySet().iterator().next());
        }
        return read;
    }
}

package remit.server.whatif;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.decision.Pinned;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.store.CaseIds;
import remit.whatif.Answer;
import remit.whatif.AnswerText;
import remit.whatif.History;
import remit.whatif.Lever;
import remit.whatif.Question;
import remit.whatif.Rules;
import remit.whatif.WhatIf;

/**
 * Asks what other rules would have made of the cases that were decided, and writes down a certificate of the answer. What was read of a process is kept;
 * the next question reads only the cases that changed since. Safe for use by many threads.
 */
public final class WhatIfs {
    /** So many readings are kept. */
    private static final int KEPT = 4;

    /** So many segments are named to whoever asked for one that is not there. */
    private static final int LISTED = 20;

    private final DataSource source;
    private final JdbcClient jdbc;
    private final Catalog catalog;
    private final Certificates certificates;
    private final CaseIds ids;
    private final InstantSource clock;
    private final Map<Key, Reading> readings = new LinkedHashMap<>(8, 0.75f, true);

    /** What a reading depends on. */
    private record Key(String version, Set<String> reads, Asked.Scope scope) {}

    public WhatIfs(DataSource source, Catalog catalog, Certificates certificates, CaseIds ids, InstantSource clock) {
        this.source = source;
        this.jdbc = JdbcClient.create(source);
        this.catalog = catalog;
        this.certificates = certificates;
        this.ids = ids;
        this.clock = clock;
    }

    /** The answer with a certificate; refused where there is nothing to ask, or the rules cannot be read. */
    public Checked<Told> ask(Asked asked, Actor by) {
        return process(asked.process())
                .then(process -> answer(asked, process).map(found -> found.told(Optional.of(certified(found, by)))));
    }

    /** Of what asks nothing of the labels nothing is promised, and nothing is spent. */
    private Checked<Certificates.Issued> certified(Found found, Actor by) {
        if (!found.answer.asksLabels()) {
            return Checked.refused(new Problem(
                    "RMT-199",
                    found.process.id(),
                    "nothing would clear, so there is nothing to promise",
                    "ask about rules under which cases clear; nothing was spent"));
        }
        var of = new Case(found.asked, by, found.process);
        return certificates.issue(Certifying.of(of, found.read, found.answer, ids, clock.instant()));
    }

    /**
     * The answer for looking around: nothing is recorded, and nothing of the labels' confidence is spent. Whoever looks at
     * many such answers and takes the best is promised nothing.
     */
    public Checked<Told> explore(Asked asked) {
        return process(asked.process())
                .then(process -> answer(asked, process).map(found -> found.told(Optional.empty())));
    }

    /** Every certificate of a process, the newest first, and whether it still holds. */
    public Checked<CertificateList> certificates(String process) {
        return process(process)
                .map(found -> certificates.of(process, found.assured(author(process))))
                .map(found -> new CertificateList(process, found));
    }

    /** The numbers of the rules in force that may be moved, the author's confidence first. */
    public Checked<List<Lever>> levers(String process, Asked.Scope scope) {
        return process(process).map(found -> {
            AuthorityTable table = found.pinned().table();
            Reading read = read(found, new TreeSet<>(found.pinned().reads()), scope);
            return Lever.of(table, threshold(read.history()));
        });
    }

    /** The version that proposed in the newest case; empty where nobody did. */
    private String author(String process) {
        return jdbc.sql("select e.leaf from case_view c join event e on e.case_id = c.case_id and e.type = 'Proposed'"
                        + " where c.process = ? and c.phase not in ('history', 'open')"
                        + " order by c.at desc, c.case_id desc, e.seq desc limit 1")
                .param(process)
                .query((row, _) -> Event.read(row.getString(1)).actor().id())
                .optional()
                .orElse("");
    }

    private Checked<PublishedProcess> process(String id) {
        return catalog.latest(id)
                .orElseGet(() -> Checked.refused(new Problem(
                        "RMT-088",
                        id,
                        "no process of this id was ever published here",
                        "the id stands in the pack's process.yaml")));
    }

    /** An answer before it is certified. */
    private record Found(Asked asked, PublishedProcess process, Reading read, Answer answer) {
        Told told(Optional<Checked<Certificates.Issued>> certified) {
            return new Told(
                    process,
                    answer,
                    words(process.contract()),
                    Freed.of(process.contract(), asked.scope(), answer),
                    certified,
                    new WrittenTable(process, read.history().rulesAlone(), answer));
        }
    }

    /** The table that is asked about, where it is another one. */
    private static Checked<Optional<AuthorityTable>> wanted(Asked asked, PublishedProcess process) {
        return switch (asked.wish()) {
            case Asked.Wish.Table(var file) ->
                RuleBook.read(file.bytes(), file.path(), Pinned.facts(process.contract(), process.intake()))
                        .map(Optional::of);
            case Asked.Wish.Limit(String fact, BigDecimal number) ->
                moved(process.pinned().table(), fact, number).map(Optional::of);
            case Asked.Wish.Threshold _, Asked.Wish.Goal _, Asked.Wish.Tables _ -> Checked.ok(Optional.empty());
        };
    }

    /** A question, who asks it, and of which version. */
    record Case(Asked asked, Actor by, PublishedProcess process) {}

    /** The table with the first number in it that limits a fact moved. */
    private static Checked<AuthorityTable> moved(AuthorityTable table, String fact, BigDecimal number) {
        for (Lever each : Lever.of(table, Optional.empty())) {
            boolean meant = each instanceof Lever.Limit limit && limit.fact().equals(fact);
            if (meant) return Checked.ok(table.with(fact, each.now(), number));
        }
        return Checked.refused(new Problem(
                "RMT-187",
                "lever " + fact,
                "no row that lets cases through has a limit of this fact",
                "name a fact with a limit, or ask with a table of rules"));
    }

    private Checked<Found> answer(Asked asked, PublishedProcess process) {
        return wanted(asked, process)
                .then(wanted -> wish(asked, process, wanted).then(wish -> answer(asked, process, wanted, wish)));
    }

    private Checked<Found> answer(
            Asked asked, PublishedProcess process, Optional<AuthorityTable> wanted, Question.Wish wish) {
        var reads = new TreeSet<>(process.pinned().reads());
        wanted.ifPresent(table -> reads.addAll(table.reads()));
        if (wish instanceof Question.Wish.Tables tables) tables.by().ifPresent(reads::add);
        Reading read = read(process, reads, asked.scope());
        History history = asked.rulesAlone() ? read.history().rulesAlone() : read.history();
        if (history.cases() == 0 && asked.scope().segment().isPresent()) {
            Checked<String> known = segment(process, reads, asked.scope());
            if (!known.problems().isEmpty()) return Checked.refused(known.problems());
        }
        var question = new Question(
                Rules.of(process.pinned().table()),
                threshold(history),
                wish,
                asked.terms().under(process.contract().risk().maxMovedError()));
        return WhatIf.ask(history, question).map(answer -> new Found(asked, process, read, answer));
    }

    /** A segment of which there are cases. Refused with those that there are, unless there are none at all. */
    private Checked<String> segment(PublishedProcess process, Set<String> reads, Asked.Scope scope) {
        String wanted = scope.segment().orElse("");
        var all = new Asked.Scope(scope.from(), scope.to(), Optional.empty());
        List<String> there = read(process, reads, all).history().segments().stream()
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
        if (there.isEmpty() || there.contains(wanted)) return Checked.ok(wanted);
        String more = there.size() > LISTED ? " and " + (there.size() - LISTED) + " more" : "";
        return Checked.refused(new Problem(
                "RMT-189",
                "segment",
                "no case that can be asked about is of the segment \"" + wanted + "\"",
                "name one of " + String.join(", ", there.subList(0, Math.min(LISTED, there.size()))) + more));
    }

    private static Checked<Question.Wish> wish(Asked asked, PublishedProcess process, Optional<AuthorityTable> wanted) {
        AuthorityTable table = process.pinned().table();
        return switch (asked.wish()) {
            case Asked.Wish.Table _, Asked.Wish.Limit _ ->
                Checked.ok(new Question.Wish.Instead(Rules.of(wanted.orElse(table))));
            case Asked.Wish.Threshold(double confidence) ->
                Checked.ok(new Question.Wish.Instead(new Rules(table, confidence)));
            case Asked.Wish.Goal(double share, Optional<String> lever) ->
                Checked.ok(new Question.Wish.Share(share, lever));
            case Asked.Wish.Tables(double share, List<String> levers, Optional<Asked.Segments> by) ->
                by.map(segments -> column(process, segments).map(Optional::of))
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

    private Reading read(PublishedProcess process, Set<String> reads, Asked.Scope scope) {
        var key = new Key(process.sha256(), Set.copyOf(reads), scope);
        Reading kept;
        synchronized (readings) {
            kept = readings.get(key);
        }
        Instant now = clock.instant();
        Reading read = kept == null
                ? Reading.first(new Reading.Of(process, key.reads(), scope), source, now)
                : kept.anew(source, now);
        synchronized (readings) {
            readings.put(key, read);
            if (readings.size() > KEPT)
                readings.remove(readings.keySet().iterator().next());
        }
        return read;
    }
}

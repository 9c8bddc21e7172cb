package remit.server.whatif;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import remit.assurance.Certificate;
import remit.assurance.Question;
import remit.assurance.threshold.Start;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.catalog.PublishedProcess;
import remit.server.store.CaseIds;
import remit.whatif.Answer;
import remit.whatif.History;
import remit.whatif.Lever;
import remit.whatif.Proof;
import remit.whatif.Search;
import remit.whatif.TableSearch;

/** Makes the certificate of an answer. */
final class Certifying {
    private final Asked asked;
    private final PublishedProcess process;
    private final Reading read;
    private final Answer answer;
    private final CaseIds ids;

    private Certifying(Asked asked, PublishedProcess process, Reading read, Answer answer, CaseIds ids) {
        this.asked = asked;
        this.process = process;
        this.read = read;
        this.answer = answer;
        this.ids = ids;
    }

    static Certificates.Wanted of(WhatIfs.Case of, Reading read, Answer answer, CaseIds ids, Instant at) {
        var made = new Certifying(of.asked(), of.process(), read, answer, ids);
        var certificate = new Certificate(
                made.question(), made.data(), of.process().assured(read.author()), made.answer(), of.by(), at);
        return new Certificates.Wanted(certificate, made.sequence());
    }

    /**
     * The order of tests that the answer is a part of: all that holds in it holds together, so another number of it is no
     * other question. Empty for a table that stands alone.
     */
    private Optional<String> sequence() {
        return answer.tested()
                .map(search -> search.lever().words() + (search.isStricter() ? ", stricter" : ", looser") + limits())
                .or(() -> answer.sought()
                        .tables()
                        .map(tables -> "tables by "
                                + String.join(
                                        " and ",
                                        tables.levers().stream()
                                                .map(Lever::words)
                                                .toList())
                                + segments() + limits()));
    }

    private Question question() {
        List<Start> starts = answer.tested()
                .map(Search::starts)
                .or(() -> answer.sought().tables().map(TableSearch::starts))
                .orElse(List.of());
        return new Question(
                process.id(),
                text(),
                labels(),
                asked.terms().maxError(),
                asked.terms().delta(),
                starts);
    }

    private String text() {
        String wish = switch (asked.wish()) {
            case Asked.Wish.Table(var file) -> "rules " + file.sha256();
            case Asked.Wish.Threshold(double confidence) -> "threshold " + confidence;
            case Asked.Wish.Limit(String fact, var number) -> "limit " + number.toPlainString() + " of " + fact;
            case Asked.Wish.Goal(double share, Optional<String> lever) ->
                "goal " + share + lever.map(fact -> " by " + fact).orElse("");
            case Asked.Wish.Tables(double share, List<String> levers, Optional<Asked.Segments> _) ->
                "goal " + share + (levers.isEmpty() ? "" : " by " + String.join(" and ", levers)) + segments();
        };
        return wish + limits();
    }

    /** What is asked of whatever moves, and of which cases. */
    private String limits() {
        String moved = answer.question()
                .terms()
                .maxMovedError()
                .map(most -> " moved at most " + most)
                .orElse("");
        Asked.Scope scope = asked.scope();
        String from = scope.from().map(day -> " from " + day).orElse("");
        String to = scope.to().map(day -> " to " + day).orElse("");
        // A segment may be a person's name: evidence keeps its digest, against which nobody can test a guess.
        String segment = scope.segment()
                .map(name -> " segment " + ids.content("segment", Json.object("process", process.id(), "name", name)))
                .orElse("");
        return moved + from + to + segment + (asked.rulesAlone() ? " rules alone" : "");
    }

    private String segments() {
        return answer.sought()
                .tables()
                .flatMap(TableSearch::by)
                .map(fact -> " for each " + fact)
                .orElse("");
    }

    /** The labels that were read, by when their cases came in. */
    private String labels() {
        return read.stretch().named(process.id());
    }

    /** Hash of every case with what is known of it. */
    private String data() {
        History history = read.history();
        var text = new StringBuilder();
        for (int i = 0; i < history.cases(); i++) {
            text.append(history.id(i)).append(' ').append(history.truth(i)).append('\n');
        }
        return Digest.sha256Hex(text.toString());
    }

    /** Whose labels it counts, where these are not those of what is certified. */
    private String whose() {
        if (answer.follows()) return " (labels of the looser number from which it follows)";
        boolean out = answer.sought()
                .tables()
                .filter(tables -> !tables.late().dropped().isEmpty())
                .isPresent();
        return out ? " (labels of the whole table, with the segments that were taken out)" : "";
    }

    private Certificate.Answer answer() {
        Proof proof = answer.proof();
        long labels = proof.cleared().seen() + proof.cleared().missing();
        long errors = proof.cleared().wrong() + proof.cleared().missing();
        boolean proven = answer.finding() == Answer.Finding.SAFE;
        return new Certificate.Answer(
                labels,
                errors,
                proven
                        ? answer.compared().then().measure().cases() + " of "
                                + answer.compared().cases() + " clear" + whose()
                        : null,
                proven ? proof.upper() : null);
    }
}

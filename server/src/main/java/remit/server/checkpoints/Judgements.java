package remit.server.checkpoints;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import remit.assurance.DeltaLedger;
import remit.assurance.Question;
import remit.checkpoints.Answer;
import remit.checkpoints.Judged;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.ledger.Book;
import remit.server.ledger.Ledger;
import remit.server.store.ProcessWrite;

/**
 * What was said of the checkpoints of a process, each a line of its ledger: every question spends some of the chance to be
 * wrong that all answers from connected cases have together, what-if and training with them.
 */
public final class Judgements {
    private final Ledger ledger;
    private final InstantSource clock;

    Judgements(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * @param data hash of the cases and all that happened to them
     * @param versions of the process
     */
    record Judgement(Question question, String data, Json.Obj versions, Answer answer, Actor by) {}

    /**
     * One that stands in evidence.
     *
     * @param together the confidence with which all answers from its cases, and those connected with them, hold together
     */
    public record Recorded(String id, double together) {}

    /**
     * Writes it down, unless its cases were asked so often that they prove nothing more. The very same question again is
     * the one that there is.
     */
    Checked<Recorded> record(Judgement wanted, Instant at) {
        return ledger.write(wanted.question().process(), book -> line(book, wanted, at));
    }

    private Checked<Ledger.Line<Recorded>> line(Book book, Judgement wanted, Instant at) {
        String id = id(wanted, at);
        ProcessWrite.Step step = step(book, wanted, id);
        DeltaLedger.Spending spending = book.wanted(Book.Kind.JUDGEMENT, step.body());
        Optional<Book.Entry> same = book.entries().stream()
                .filter(each -> each.kind() == Book.Kind.JUDGEMENT)
                .filter(each -> each.spending().asked().equals(spending.asked()))
                .findFirst();
        if (same.isPresent()) {
            String known = same.get().body().text("judgement", "");
            return Checked.ok(new Ledger.Line<>(new Recorded(known, book.spent().together(spending.stretch())), null));
        }
        return book.spent()
                .ask(spending)
                .map(after -> new Ledger.Line<>(
                        new Recorded(id, after.together(spending.stretch())),
                        new ProcessWrite(clock.instant(), List.of(step), null)));
    }

    private static String id(Judgement wanted, Instant at) {
        String text =
                wanted.question().digest() + wanted.data() + wanted.versions().canonical() + at;
        return "jdg_" + Digest.sha256Hex(text).substring(0, 20);
    }

    /** The leaf names no value of an input: a segment may be a person. What it is called goes into the payload. */
    private static ProcessWrite.Step step(Book book, Judgement wanted, String id) {
        String process = wanted.question().process();
        Answer answer = wanted.answer();
        var judged = new ArrayList<Json>();
        for (Judged each : answer.judged()) {
            judged.add(Json.object(
                    "checkpoint", each.checkpoint(),
                    "standing", each.standing().name().toLowerCase(java.util.Locale.ROOT),
                    "whom", each.whom().kind().name().toLowerCase(java.util.Locale.ROOT),
                    "cases", each.later().cases(),
                    "missed", each.later().missed(),
                    "rejections", each.later().rejections(),
                    "bounds",
                            Json.object(
                                    "per_case",
                                    each.bounds().perCase(),
                                    "share",
                                    each.bounds().share())));
        }
        Json.Obj body = Json.object(
                "judgement", id,
                "question", wanted.question().toJson(),
                "max_missed_share", answer.terms().maxShare(),
                "data", wanted.data(),
                "versions", wanted.versions(),
                "finding", answer.finding().name().toLowerCase(java.util.Locale.ROOT),
                "proposed",
                        answer.first()
                                .map(each -> (Json) Json.of(each.checkpoint()))
                                .orElse(Json.NULL),
                "checkpoints", Json.array(judged));
        return new ProcessWrite.Step(
                process,
                book.next(),
                Book.Kind.JUDGEMENT.event(),
                wanted.by(),
                wanted.versions(),
                body,
                Json.object("answer", answer.toJson()));
    }
}

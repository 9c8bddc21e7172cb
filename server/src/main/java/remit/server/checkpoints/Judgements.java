package remit.server.checkpoints;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.assurance.DeltaLedger;
import remit.assurance.Question;
import remit.checkpoints.Answer;
import remit.checkpoints.Judged;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * What was said of the checkpoints of a process, each an event of its thread. The thread is the ledger, too: every question to
 * the same cases spends some of the chance to be wrong that all answers from them have together.
 */
public final class Judgements {
    static final String TYPE = "CheckpointsJudged";

    /** All answers from one set of cases hold together with at least this less than certainty. */
    private static final double BUDGET = 0.5;

    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final EvidenceLog log;
    private final InstantSource clock;

    Judgements(DataSource source, EvidenceLog log, InstantSource clock) {
        this.jdbc = JdbcClient.create(source);
        this.log = log;
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
     * @param together the confidence with which all answers from its cases hold together
     */
    public record Recorded(String id, double together) {}

    /**
     * Writes it down, unless its cases were asked so often that they prove nothing more. The very same question again is
     * the one that there is.
     */
    Checked<Recorded> record(Judgement wanted, Instant at) {
        String id = id(wanted, at);
        for (int left = TRIES; ; left--) {
            List<Json.Obj> known = stored(wanted.question().process());
            Optional<Json.Obj> same =
                    known.stream().filter(each -> same(each, wanted)).findFirst();
            DeltaLedger before = ledger(known, wanted.question().labels());
            if (same.isPresent()) return Checked.ok(new Recorded(same.get().text("judgement", ""), together(before)));
            Checked<DeltaLedger> asked = before.ask(wanted.question());
            if (!(asked instanceof Checked.Ok<DeltaLedger>(DeltaLedger ledger))) {
                return Checked.refused(asked.problems());
            }
            try {
                var step = step(known.size(), wanted, id);
                EvidenceLog.await(log.append(new ProcessWrite(clock.instant(), List.of(step), null)));
                return Checked.ok(new Recorded(id, together(ledger)));
            } catch (ConflictException meanwhile) {
                // Somebody else asked something first: the ledger is read again.
                if (left == 1) throw meanwhile;
            }
        }
    }

    private static String id(Judgement wanted, Instant at) {
        String text =
                wanted.question().digest() + wanted.data() + wanted.versions().canonical() + at;
        return "jdg_" + Digest.sha256Hex(text).substring(0, 20);
    }

    private static boolean same(Json.Obj known, Judgement wanted) {
        return known.object("question").equals(wanted.question().toJson())
                && known.text("data", "").equals(wanted.data())
                && known.object("versions").equals(wanted.versions());
    }

    private static double together(DeltaLedger ledger) {
        double spent =
                ledger.spent().stream().mapToDouble(DeltaLedger.Spending::delta).sum();
        return Math.max(0, 1 - spent);
    }

    private static DeltaLedger ledger(List<Json.Obj> known, String labels) {
        var spent = new ArrayList<DeltaLedger.Spending>();
        for (Json.Obj each : known) {
            Json.Obj question = each.object("question");
            if (!question.text("labels", "").equals(labels)) continue;
            spent.add(new DeltaLedger.Spending(each.text("judgement", ""), question.number("delta", 0)));
        }
        return new DeltaLedger(labels, BUDGET, spent);
    }

    /** The leaf names no value of an input: a segment may be a person. What it is called goes into the payload. */
    private static ProcessWrite.Step step(int before, Judgement wanted, String id) {
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
                new ProcessWrite.Place(thread(process), before + 1),
                TYPE,
                wanted.by(),
                wanted.versions(),
                body,
                Json.object("answer", answer.toJson()));
    }

    private List<Json.Obj> stored(String process) {
        return jdbc.sql("select e.leaf from event_thread t join event e on e.id = t.event_id"
                        + " where t.thread = ? order by t.seq")
                .param(thread(process))
                .query((row, _) -> Json.parseObject(row.getString(1)).object("body"))
                .list();
    }

    private static String thread(String process) {
        return "checkpoints/" + process;
    }
}

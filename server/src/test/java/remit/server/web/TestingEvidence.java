package remit.server.web;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.CheckResult;
import remit.kernel.Json;
import remit.kernel.Keyring;
import remit.kernel.Verdict;
import remit.ports.Author;

/** Writes cases as real rows of the log and its projection, and decides held ones the way the product does. */
final class TestingEvidence {
    static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
    private static final Actor MODEL = new Actor(Actor.Kind.MODEL, "classifier:tfidf-logistic@1a2b3c4d5e6f");

    private final JdbcClient jdbc;
    private final Keyring keyring = new Keyring(new byte[32]);
    private final Random random = new Random(7);

    TestingEvidence(DataSource source) {
        this.jdbc = JdbcClient.create(source);
    }

    String id(String key) {
        return keyring.id("case", Json.strings(List.of("test", "invoices", key)));
    }

    /** What becomes of a case. @param truth the outcome that becomes known, or null */
    record Plan(
            String phase,
            BigDecimal amount,
            String vendor,
            String decision,
            @Nullable String truth) {}

    /** Writes one case with every event that leads to its phase. */
    String write(String key, Plan plan, Instant at) {
        String id = id(key);
        Json.Obj opened = Json.object(
                "key",
                Json.strings(List.of(key.split("/"))),
                "inputs",
                Json.object("vendor", plan.vendor(), "amount", plan.amount(), "note", Json.NULL),
                "source",
                Json.object("file", "ledger.csv", "line", 17));
        boolean history = plan.phase().equals("history");
        append(
                new Happening(
                        id,
                        1,
                        history ? "HistoryRecorded" : "CaseOpened",
                        at,
                        new Actor(Actor.Kind.SOURCE, "ledger.csv")),
                Json.EMPTY,
                opened);
        long seq = 1;
        if (!history) {
            var options = List.of(new Author.Option(plan.decision(), 0.913), new Author.Option("400200", 0.061));
            boolean confident = plan.phase().equals("cleared");
            var proposal = new Author.Proposal(
                    plan.decision(), 0.913, confident, options, "the words of the vendor and 14 earlier lines");
            append(new Happening(id, ++seq, "Proposed", at, MODEL), Json.EMPTY, proposal.toJson());
            seq = decide(id, seq, plan, at);
        }
        if (plan.truth() != null) {
            var outcome = Json.object("truth", plan.truth(), "outcomes", Json.object("account", plan.truth()));
            append(
                    new Happening(
                            id,
                            ++seq,
                            "OutcomeObserved",
                            at.plus(Duration.ofDays(30)),
                            new Actor(Actor.Kind.SOURCE, "ledger.csv")),
                    Json.EMPTY,
                    outcome);
        }
        view(id, plan, at, seq);
        return id;
    }

    private long decide(String id, long seq, Plan plan, Instant at) {
        boolean cleared = plan.phase().equals("cleared");
        boolean stopped = plan.phase().equals("stopped") || plan.phase().equals("returned");
        Verdict verdict = cleared ? Verdict.AUTO_CLEAR : stopped ? Verdict.STOP : Verdict.CHECKPOINT;
        int row = cleared ? 3 : 2;
        String reason =
                cleared ? "confident and small" : stopped ? "an amount is missing" : "supplier never seen before";
        var checks = List.of(
                new CheckResult(
                        "required_inputs",
                        stopped ? Verdict.STOP : Verdict.AUTO_CLEAR,
                        stopped ? "an amount is missing" : "every required input is there"),
                new CheckResult("authority", verdict, reason, Json.object("row", row)));
        var body = Json.object(
                "verdict",
                verdict.word(),
                "disposition",
                stopped ? plan.phase() : null,
                "decision",
                plan.decision(),
                "approver",
                cleared ? "invoices/" + TestingContracts.VERSION + "#row-3" : null,
                "reason",
                reason,
                "checks",
                Json.array(checks.stream()
                        .map(check -> Json.object(
                                "check", check.check(),
                                "verdict", check.verdict().word(),
                                "reason", check.reason()))
                        .toList()));
        var payload = Json.object(
                "checks",
                Json.array(List.of(Json.object(
                        "check", "authority", "detail", checks.getLast().detail()))));
        append(
                new Happening(
                        id,
                        ++seq,
                        "Decided",
                        at,
                        new Actor(Actor.Kind.RULE, "invoices/" + TestingContracts.VERSION + "#row-" + row)),
                body,
                payload);
        if (cleared) {
            append(
                    new Happening(id, ++seq, "ActionVerified", at, new Actor(Actor.Kind.SERVICE, "gateway")),
                    Json.object("action_id", "act_1", "tool", "post_line", "state", "done", "receipt", "GL-77"),
                    null);
        }
        if (plan.phase().equals("approved")) {
            append(
                    new Happening(id, ++seq, "Reviewed", at, new Actor(Actor.Kind.PERSON, "p_gone0000")),
                    Json.object("outcome", "approve", "decision", plan.decision()),
                    null);
        }
        return seq;
    }

    private void view(String id, Plan plan, Instant at, long seq) {
        String verdict = switch (plan.phase()) {
            case "cleared" -> "auto_clear";
            case "history" -> null;
            case "stopped", "returned" -> "stop";
            default -> "checkpoint";
        };
        jdbc.sql("""
                        insert into case_view (case_id, process, phase, verdict, decision, at, updated_at, seq,
                            content_digest, grp, segment, money, state, observed)
                        values (:id, 'invoices', :phase, :verdict, :decision, :at, :at, :seq, '', :vendor, 'Transport',
                            :money, '{}', :observed::jsonb)
                        """)
                .param("id", id)
                .param("phase", plan.phase())
                .param("verdict", verdict)
                .param("decision", verdict == null ? null : plan.decision())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("seq", seq)
                .param("vendor", plan.vendor())
                .param("money", plan.amount())
                .param(
                        "observed",
                        plan.truth() == null
                                ? null
                                : Json.object("account", plan.truth()).compact())
                .update();
        committed();
    }

    /** What happened to which case, when, by whom. */
    record Happening(String caseId, long seq, String type, Instant at, Actor actor) {}

    void append(Happening happening, Json.Obj body, Json.@Nullable Obj content) {
        Instant at = happening.at();
        UUID id = new UUID(random.nextLong(), random.nextLong());
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        var payload = content == null ? null : new Event.Payload(salt, content);
        var versions = Json.object("pack", TestingContracts.VERSION);
        var event = new Event(
                happening.type(),
                1,
                id.toString(),
                new Event.Place("test", "invoices", happening.caseId()),
                happening.seq(),
                at,
                at,
                happening.actor(),
                versions,
                body,
                payload == null ? null : payload.digest());
        jdbc.sql("""
                        insert into event (id, process, case_id, seq, type, at, recorded_at, actor, leaf, leaf_hash)
                        values (:id, 'invoices', :case, :seq, :type, :at, clock_timestamp(), :actor, :leaf, :hash)
                        """)
                .param("id", id)
                .param("case", happening.caseId())
                .param("seq", happening.seq())
                .param("type", happening.type())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("actor", happening.actor().toString())
                .param("leaf", new String(event.leaf(), StandardCharsets.UTF_8))
                .param("hash", Event.leafHash(event.leaf()))
                .update();
        if (payload != null) {
            jdbc.sql("insert into payload (event_id, salt, content, case_key) values (:id, :salt, :content,"
                            + " substring(:content from '\"key\":\\[\"(.*?)\"\\]'))")
                    .param("id", id)
                    .param("salt", salt)
                    .param("content", content.canonical())
                    .update();
        }
        committed();
    }

    /** As the log counts each of its commits. */
    private void committed() {
        jdbc.sql("insert into commit_count (writer, commits) values (1, 1)"
                        + " on conflict (writer) do update set commits = commit_count.commits + 1")
                .update();
    }

    /** Erases what could identify a person, as the product would. */
    void erase(String caseId) {
        jdbc.sql("delete from payload where event_id in (select id from event where case_id = :id)")
                .param("id", caseId)
                .update();
    }

    /** Decides a held case; the unique index of (case, seq) lets exactly one of two win. */
    ReviewAnswer review(ReviewCommand command) {
        Json.Obj body = switch (command.outcome()) {
            case ReviewCommand.Outcome.Approve() -> Json.object("outcome", "approve");
            case ReviewCommand.Outcome.Edit(String decision, boolean isNew, ReviewCommand.Reason reason) ->
                Json.object(
                        "outcome",
                        "edit",
                        "decision",
                        decision,
                        "reason_code",
                        reason.code().word());
            case ReviewCommand.Outcome.Reject(ReviewCommand.Reason reason) ->
                Json.object("outcome", "reject", "reason_code", reason.code().word());
        };
        long seq = command.expectedSeq() + 1;
        try {
            append(new Happening(command.caseId(), seq, "Reviewed", START, command.reviewer()), body, null);
        } catch (DuplicateKeyException e) {
            return new ReviewAnswer.Overtaken();
        }
        jdbc.sql("update case_view set phase = :phase, seq = :seq where case_id = :id")
                .param("phase", body.text("outcome", "").equals("reject") ? "rejected" : "approved")
                .param("seq", seq)
                .param("id", command.caseId())
                .update();
        return new ReviewAnswer.Done(seq);
    }

    /** Takes a new row as a held case; a known document is known. */
    IntakeAnswer intake(IntakeCommand command) {
        String key = command.row().getOrDefault("Document", "");
        if (key.isEmpty()) {
            return new IntakeAnswer.Refused(
                    List.of(new remit.kernel.Problem("RMT-999", "Document", "is empty", "send the document number")));
        }
        boolean known = jdbc.sql("select count(*) from case_view where case_id = :id")
                        .param("id", id(key))
                        .query(Long.class)
                        .single()
                > 0;
        if (!known) {
            write(
                    key,
                    new Plan(
                            "held", new BigDecimal(command.row().getOrDefault("Amount", "1.00")), "V9", "400100", null),
                    START);
        }
        return new IntakeAnswer.Accepted(id(key), known);
    }

    /** Who answers for a known case. */
    Optional<Json.Obj> who(String caseId) {
        return jdbc.sql("select phase, decision from case_view where case_id = :id")
                .param("id", caseId)
                .query((row, n) -> Json.object(
                        "case",
                        caseId,
                        "phase",
                        row.getString("phase"),
                        "decision",
                        row.getString("decision"),
                        "author",
                        MODEL.toString(),
                        "approver",
                        "none yet",
                        "liable",
                        "p_owner"))
                .optional();
    }

    Optional<String> caseByKey(String processAndKey) {
        int slash = processAndKey.indexOf('/');
        return Optional.of(id(processAndKey.substring(slash + 1)));
    }
}

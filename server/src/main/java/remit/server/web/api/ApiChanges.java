package remit.server.web.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.authority.Ruling;
import remit.change.ChangeState;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Caller;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.Changes;
import remit.server.changes.PartRollbacks;
import remit.server.changes.Participant;
import remit.server.changes.Proposal;
import remit.server.web.api.Once.Answer;

/** What moves a change, for programs: what {@code remit rules draft}, {@code submit}, {@code approve} and their kind do. */
final class ApiChanges {
    private static final String DESPITE = "despite_examples";

    private final Changes changes;
    private final PartRollbacks rollbacks;
    private final Once once;

    ApiChanges(Changes changes, PartRollbacks rollbacks, Once once) {
        this.changes = changes;
        this.rollbacks = rollbacks;
        this.once = once;
    }

    /** Which fields a body holds; all are texts, but for {@code seq} and {@code despite_examples}. */
    private record Fields(Set<String> needed, Set<String> more) {
        /** What is wrong with a body; empty when nothing is. */
        List<Problem> problems(Json.Obj body) {
            var known = new TreeSet<>(needed);
            known.addAll(more);
            var problems = new ArrayList<>(Once.unknown(body, known));
            for (String name : known) {
                Json value = body.get(name);
                if (name.equals(DESPITE)) {
                    if (value != null && !isFlag(value)) problems.add(noFlag());
                    continue;
                }
                boolean absent = value == null || value instanceof Json.Null;
                boolean count = name.equals("seq");
                if (absent ? !needed.contains(name) : count ? isCount(value) : value instanceof Json.Str) continue;
                problems.add(field(
                        name,
                        absent ? "is missing" : count ? "is not a whole number" : "is not text",
                        "send \"" + name + "\": " + (count ? "2" : "\"...\"")));
            }
            return problems;
        }
    }

    /** {@code "yes"} is what it was before there was {@code true}. */
    private static boolean isFlag(Json value) {
        return value instanceof Json.Bool || value instanceof Json.Null || value.equals(Json.of("yes"));
    }

    private static Problem noFlag() {
        return field(DESPITE, "is neither true nor false", "send \"" + DESPITE + "\": true, or leave it out");
    }

    private static boolean despite(Json.Obj body) {
        Json value = body.get(DESPITE);
        return value != null && (value.equals(Json.of(true)) || value.equals(Json.of("yes")));
    }

    private static boolean isCount(@Nullable Json value) {
        return value instanceof Json.Num && value.compact().matches("[0-9]{1,9}");
    }

    private static Problem field(String name, String what, String fix) {
        return new Problem("RMT-652", name, what, fix);
    }

    /** What a request wants of the change that it names. */
    interface Move {
        Checked<Change> of(Changes changes, Participant who, String id, Json.Obj body);
    }

    /** Drafts another table for a process of which a version is in force. */
    ServerResponse draft(ServerRequest request, Caller caller) throws IOException {
        String process = request.pathVariable("id");
        return changes.versionInForce(process).isEmpty()
                ? Api.missing("process", process)
                : draft(request, caller, table -> new Proposal.Table(process, table));
    }

    /** Drafts another table, as JSON or as the file itself. */
    ServerResponse draft(ServerRequest request, Caller caller, Function<byte[], Proposal> proposal) throws IOException {
        return proposed(
                request,
                caller,
                (who, sent) -> answer(201, changes.draft(who, proposal.apply(sent.table), List.of(), sent.note)));
    }

    /** Proposes another table under the same change. */
    ServerResponse revise(ServerRequest request, Caller caller) throws IOException {
        String id = request.pathVariable("id");
        return proposed(
                request,
                caller,
                (who, sent) -> answer(
                        200,
                        changes.find(id)
                                .then(change -> changes.revise(
                                        who, change.id(), Proposal.another(change.subject(), sent.table)))));
    }

    /** A table with what its author says of it. */
    private record Sent(byte[] table, String note) {}

    private interface Proposing {
        Answer of(Participant who, Sent sent);
    }

    private ServerResponse proposed(ServerRequest request, Caller caller, Proposing work) throws IOException {
        Participant who = Participant.of(caller);
        boolean file = request.headers().contentType().filter(ApiChanges::isXml).isPresent();
        return once.text(request, caller, text -> {
            if (file) {
                var sent = new Sent(
                        text.getBytes(StandardCharsets.UTF_8),
                        request.param("note").orElse(""));
                return () -> work.of(who, sent);
            }
            Json.Obj body = Once.object(text);
            var sent = new Sent(body.text("dmn", "").getBytes(StandardCharsets.UTF_8), body.text("note", ""));
            return () -> with(new Fields(Set.of("dmn"), Set.of("note")), body, () -> work.of(who, sent));
        });
    }

    private static boolean isXml(MediaType type) {
        return MediaType.APPLICATION_XML.isCompatibleWith(type) || MediaType.TEXT_XML.isCompatibleWith(type);
    }

    private static Answer with(Fields fields, Json.Obj body, Supplier<Answer> work) {
        List<Problem> problems = fields.problems(body);
        return problems.isEmpty() ? work.get() : Answer.problem(422, problems);
    }

    ServerResponse submit(ServerRequest request, Caller caller) throws IOException {
        return moved(
                request,
                caller,
                new Fields(Set.of("reason"), Set.of("effective_from", DESPITE)),
                (all, who, id, body) -> time(body.text("effective_from"))
                        .then(from -> all.submit(
                                who,
                                id,
                                new Changes.Submission(body.text("reason", ""), from.orElse(null), despite(body)))));
    }

    private static Checked<Optional<Instant>> time(@Nullable String text) {
        try {
            return Checked.ok(
                    Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant));
        } catch (DateTimeException e) {
            return Checked.refused(field(
                    "effective_from",
                    "\"" + text + "\" is not a time",
                    "write it like 2027-01-01T00:00:00Z or with an offset, +01:00"));
        }
    }

    /** Which verdict a case of a draft should get. */
    ServerResponse expect(ServerRequest request, Caller caller) throws IOException {
        return moved(
                request,
                caller,
                new Fields(Set.of("case", "wanted"), Set.of()),
                (all, who, id, body) -> ruling(body.text("wanted", ""))
                        .then(wanted -> all.expect(who, id, body.text("case", ""), wanted)));
    }

    private static Checked<Optional<Ruling>> ruling(String word) {
        Optional<Ruling> ruling = Ruling.of(word);
        return ruling.isPresent() || word.equals("none")
                ? Checked.ok(ruling)
                : Checked.refused(field(
                        "wanted",
                        "\"" + word + "\" is no verdict",
                        "write auto_clear, checkpoint, stop, return or none"));
    }

    ServerResponse approve(ServerRequest request, Caller caller) throws IOException {
        return moved(
                request,
                caller,
                new Fields(Set.of("version", "seq"), Set.of("note")),
                (all, who, id, body) -> all.approve(
                        who,
                        id,
                        new ChangeSeen(body.text("version", ""), (long) body.number("seq", 0)),
                        body.text("note", "")));
    }

    ServerResponse reject(ServerRequest request, Caller caller) throws IOException {
        return moved(
                request,
                caller,
                new Fields(Set.of("reason"), Set.of()),
                (all, who, id, body) -> all.reject(who, id, body.text("reason", "")));
    }

    ServerResponse withdraw(ServerRequest request, Caller caller) throws IOException {
        return moved(request, caller, new Fields(Set.of(), Set.of()), (all, who, id, body) -> all.withdraw(who, id));
    }

    ServerResponse rebase(ServerRequest request, Caller caller) throws IOException {
        return moved(request, caller, new Fields(Set.of(), Set.of()), (all, who, id, body) -> all.rebase(who, id));
    }

    private ServerResponse moved(ServerRequest request, Caller caller, Fields fields, Move move) throws IOException {
        String id = request.pathVariable("id");
        return once.optional(
                request,
                caller,
                body -> with(fields, body, () -> answer(200, move.of(changes, Participant.of(caller), id, body))));
    }

    /** Puts an earlier version of a level in force again. */
    ServerResponse rollBackLevel(ServerRequest request, Caller caller, String level) throws IOException {
        return rollBack(request, caller, level, new Fields(Set.of("reason"), Set.of("to")));
    }

    /** The same of a process, whole or the newest one with another part. */
    ServerResponse rollBack(ServerRequest request, Caller caller) throws IOException {
        var fields = new Fields(Set.of("reason"), Set.of("to", "part"));
        return rollBack(request, caller, request.pathVariable("id"), fields);
    }

    private ServerResponse rollBack(ServerRequest request, Caller caller, String subject, Fields fields)
            throws IOException {
        if (changes.inForce(subject).isEmpty()) return Api.missing("process or level", subject);
        return once.json(request, caller, body -> with(fields, body, () -> rolledBack(caller, subject, body)));
    }

    private Answer rolledBack(Caller caller, String subject, Json.Obj body) {
        Participant who = Participant.of(caller);
        String reason = body.text("reason", "");
        String part = body.text("part");
        Checked<Json.Obj> done = part == null
                ? changes.rollBack(who, subject, body.text("to"), reason).map(Changes.RolledBack::toJson)
                : part(part, body.text("to"))
                        .then(named -> rollbacks.rollBack(who, subject, named, reason))
                        .map(PartRollbacks.Done::toJson);
        return switch (done) {
            case Checked.Ok<Json.Obj>(Json.Obj said) -> new Answer(200, said);
            case Checked.Refused<Json.Obj>(List<Problem> problems) -> refusal(problems);
        };
    }

    private static Checked<PartRollbacks.Part> part(String word, @Nullable String to) {
        if (to != null) {
            return Checked.refused(
                    field("to", "stands beside a part, which says itself how far", "leave one of them out"));
        }
        return PartRollbacks.Part.of(word)
                .map(Checked::ok)
                .orElseGet(() -> Checked.refused(field(
                        "part",
                        "\"" + word + "\" is no part",
                        "write rules, contract, prompt or model, or leave it out")));
    }

    /** No words of people: the answer is kept for as long as it may be asked for again. */
    private static Answer answer(int status, Checked<Change> moved) {
        return switch (moved) {
            case Checked.Ok<Change>(Change change) -> new Answer(status, brief(change));
            case Checked.Refused<Change>(List<Problem> problems) -> refusal(problems);
        };
    }

    private static Json.Obj brief(Change change) {
        ChangeState state = change.state();
        Instant from = state.effectiveFrom();
        return Json.object(
                "id", change.id(),
                "subject", change.subject(),
                "standing", state.standing().word(),
                "suspended", state.suspended(),
                "base", state.versions().base(),
                "proposed", state.versions().proposed(),
                "seq", state.seq(),
                "effective_from", from == null ? null : from.toString());
    }

    private static Answer refusal(List<Problem> problems) {
        return Answer.problem(status(problems.getFirst()), problems);
    }

    /** What is not there, what nobody in your place may do, what another state would allow; else the content is wrong. */
    static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-144", "RMT-149" -> 404;
            case "RMT-137", "RMT-141", "RMT-159" -> 403;
            case "RMT-133", "RMT-134", "RMT-135", "RMT-142", "RMT-143", "RMT-147", "RMT-151" -> 409;
            case "RMT-078" -> 500;
            default -> 422;
        };
    }
}

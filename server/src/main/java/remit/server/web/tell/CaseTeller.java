package remit.server.web.tell;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.casework.Casework;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.CheckResult;
import remit.kernel.Json;
import remit.kernel.Verdict;
import remit.ports.Author;
import remit.server.cases.CaseStory;
import remit.server.web.ReviewCommand;
import remit.server.web.page.CaseLine;
import remit.server.web.page.CasePage;
import remit.server.web.page.EventLine;

/** Tells a case's events in words. An event type it does not know is shown as it is: nothing is left out. */
public final class CaseTeller {
    private static final String HIDDEN = "hidden until somebody has looked";
    /** What was proposed and checked of a case that must not be told yet. */
    public static final CasePage.Work HIDDEN_WORK = new CasePage.Work(
            null,
            "Hidden: say first what you would have decided. Then it is shown, with everything that followed.",
            List.of());

    private final Accounts accounts;
    private final ZoneId zone;
    private final boolean seesContent;

    /** @param seesContent whether the reader may see what can identify a person */
    public CaseTeller(Accounts accounts, ZoneId zone, boolean seesContent) {
        this.accounts = accounts;
        this.zone = zone;
        this.seesContent = seesContent;
    }

    /** Who answers for a case that must not be told yet: its owner does in any case. */
    public static CasePage.Accountability hidden(CasePage.Accountability known) {
        return new CasePage.Accountability(HIDDEN, HIDDEN, known.liable());
    }

    public CasePage.Inputs inputs(List<EventLine> events) {
        if (events.isEmpty()) return new CasePage.Inputs(List.of(), "No event of this case is stored.");
        if (!seesContent) return new CasePage.Inputs(List.of(), "Your role may not see what could identify a person.");
        Json.Obj content = events.getFirst().content();
        if (content == null) {
            return new CasePage.Inputs(List.of(), "The inputs were erased. Their salted digest stays in the evidence.");
        }
        var pairs = new ArrayList<CasePage.Pair>();
        Json.Obj currencies = content.object("currencies");
        content.object("inputs").fields().forEach((name, value) -> {
            String shown = CaseStory.amount(currencies, name, value).orElseGet(() -> show(value));
            pairs.add(new CasePage.Pair(name, shown));
        });
        return new CasePage.Inputs(pairs, pairs.isEmpty() ? "It came without inputs." : null);
    }

    /** @param asked the tables that were asked, by the name of the check */
    public CasePage.Work work(List<EventLine> events, Map<String, Spoken> asked) {
        EventLine proposed = lastOf(events, "Proposed");
        EventLine decided = lastOf(events, "Decided");
        var checks = new ArrayList<CasePage.Check>();
        if (decided != null) {
            Map<String, Json.Obj> details = details(decided.content());
            List<CheckResult> made = decided.event().body().array("checks").stream()
                    .filter(Json.Obj.class::isInstance)
                    .map(check -> CheckResult.fromJson((Json.Obj) check))
                    .toList();
            for (CheckResult check : made) checks.add(check(check, details, asked, others(made, check)));
        }
        if (proposed == null) return new CasePage.Work(null, "The author proposed nothing.", checks);
        if (!seesContent) return new CasePage.Work(null, "Your role may not see the proposal's content.", checks);
        Json.Obj content = proposed.content() == null ? proposed.event().body() : proposed.content();
        if (content.text("decision") == null) {
            String reason = content.text("reason", proposed.erased() ? "its content was erased" : "no decision given");
            return new CasePage.Work(null, "The author proposed nothing: " + reason + ".", checks);
        }
        boolean byModel = proposed.event().actor().kind() == Actor.Kind.MODEL;
        return new CasePage.Work(proposal(Author.Proposal.fromJson(content), byModel), null, checks);
    }

    private static CasePage.Proposed proposal(Author.Proposal proposal, boolean byModel) {
        String confidence = (proposal.confident() ? "Confident" : "Not confident enough to clear") + ", "
                + percent(proposal.confidence()) + " calibrated";
        var options = proposal.options().stream()
                .map(option -> new CasePage.Pair(option.decision(), percent(option.probability())))
                .toList();
        return new CasePage.Proposed(proposal.decision(), byModel, confidence, capital(proposal.basis()), options);
    }

    /** Details of checks may be erased, so they stand in the payload: by the check's name. */
    private static Map<String, Json.Obj> details(Json.@Nullable Obj content) {
        var details = new LinkedHashMap<String, Json.Obj>();
        if (content == null) return details;
        for (Json each : content.array("checks")) {
            if (each instanceof Json.Obj check) details.put(check.text("check", ""), check.object("detail"));
        }
        return details;
    }

    /** The strictest of what the other checks said. */
    private static Verdict others(List<CheckResult> checks, CheckResult one) {
        return checks.stream()
                .filter(check -> !check.check().equals(one.check()))
                .map(CheckResult::verdict)
                .reduce(Verdict.AUTO_CLEAR, Verdict::strictest);
    }

    private CasePage.Check check(
            CheckResult result, Map<String, Json.Obj> details, Map<String, Spoken> asked, Verdict others) {
        Json.Obj known = details.getOrDefault(result.check(), Json.EMPTY);
        String detail = !seesContent || known.fields().isEmpty() ? null : known.compact();
        Spoken spoken = asked.get(result.check());
        CasePage.Rows rows = detail == null || spoken == null ? null : spoken.rows(known, others);
        return new CasePage.Check(words(result.check()), Labels.of(result), result.reason(), rows, detail);
    }

    /** Rounded down: a displayed 100% would claim certainty. */
    private static String percent(double probability) {
        return new BigDecimal(probability)
                        .movePointRight(2)
                        .setScale(1, java.math.RoundingMode.DOWN)
                        .toPlainString()
                + "%";
    }

    public List<CasePage.Step> timeline(List<EventLine> events) {
        var known = new HashMap<String, Json>();
        return events.stream().map(line -> step(line, known)).toList();
    }

    /** @param known the versions that an earlier step told: only what changed is told again */
    private CasePage.Step step(EventLine line, Map<String, Json> known) {
        Event event = line.event();
        var versions = new ArrayList<CasePage.Pair>();
        event.versions().fields().forEach((name, value) -> {
            if (value.equals(known.put(name, value))) return;
            versions.add(new CasePage.Pair(words(name), Accounts.shortened(show(value))));
        });
        String recorded = "business time " + event.at() + ", recorded " + event.recordedAt();
        var told = new CasePage.Told(
                what(line),
                accounts.name(event.actor()),
                Dates.moment(event.at(), zone),
                Dates.moment(event.recordedAt(), zone),
                recorded);
        return new CasePage.Step(event.seq(), told, versions, raw(line));
    }

    private CasePage.Raw raw(EventLine line) {
        String leaf = Json.parse(line.leaf()).pretty();
        if (line.erased())
            return new CasePage.Raw(leaf, line.leafHash(), null, "The content was erased; the digest stays.");
        if (line.content() == null) return new CasePage.Raw(leaf, line.leafHash(), null, null);
        if (!seesContent) return new CasePage.Raw(leaf, line.leafHash(), null, "Your role may not see the content.");
        return new CasePage.Raw(leaf, line.leafHash(), line.content().pretty(), null);
    }

    private String what(EventLine line) {
        Event event = line.event();
        Json.Obj body = event.body();
        return switch (event.type()) {
            case "CaseOpened" -> "The case was opened";
            case "HistoryRecorded" -> "Recorded as history: the author may learn from it";
            case "Proposed" -> "The author proposed" + quoted(body.text("decision"));
            case "Challenged" -> challenged(body);
            case "Decided" -> "Decided: " + verdict(body) + ". " + capital(body.text("reason", ""));
            case "Reviewed" -> reviewed(body);
            case "TimedOut" -> "Nobody decided in time: rejected, as the contract says";
            case "OutcomeObserved" -> "The outcome became known" + outcome(line);
            case "Sampled" ->
                "Drawn by chance to be looked at" + (body.flag("blind") ? ", without showing the proposal" : "");
            case "SampleJudged" ->
                "A person looked and would have decided" + quoted(body.text("decision"))
                        + (body.flag("right") ? " too" : " instead")
                        + (body.flag("severe") ? ": an error of the gravest kind" : "");
            case "SampleWithdrawn" -> "Nobody will look at it: it was erased";
            case "ActionPrepared" -> "Action " + body.text("tool", "") + " was prepared";
            case "ActionVerified" -> "Action " + body.text("tool", "") + " was done" + said(line);
            case "ActionFailed" -> "Action " + body.text("tool", "") + " failed" + said(line);
            case "ActionRefused" -> "Action " + body.text("tool", "") + " was refused" + said(line);
            case "ActionUnknown" ->
                "Nobody knows yet whether action " + body.text("tool", "") + " was done; it is looked up" + said(line);
            case "CompensationPrepared" ->
                "A person wants action " + body.text("tool", "") + " taken back" + wish(line);
            case "CompensationVerified" -> "Action " + body.text("tool", "") + " was taken back" + said(line);
            case "CompensationFailed" ->
                "Action " + body.text("tool", "") + " was not taken back; it is tried again" + said(line);
            case "CompensationRefused" ->
                "Action " + body.text("tool", "") + " was not taken back: a person must" + said(line);
            case "CompensationUnknown" ->
                "Nobody knows yet whether action " + body.text("tool", "") + " was taken back; it is looked up"
                        + said(line);
            default -> words(event.type().replaceAll("(?<=[a-z])(?=[A-Z])", " "));
        };
    }

    /** What a refitted model would have proposed: it decides nothing until it is proven to be better. */
    private static String challenged(Json.Obj body) {
        return "A model that challenges the serving one "
                + (body.text("answer", "").equals("answered")
                        ? "would have proposed" + quoted(body.text("decision"))
                        : "gave no answer")
                + "; it only compares";
    }

    private static String verdict(Json.Obj body) {
        String disposition = body.text("disposition");
        String word = "returned".equals(disposition) ? "return" : body.text("verdict", "stop");
        return Labels.ofCell(word).word();
    }

    /** The sentence under the title. A reviewed case gives what the person decided, and apart from it why it was held. */
    public String lead(CaseLine line, List<EventLine> events) {
        String held = Accounts.last(events, "Decided")
                .map(event -> event.body().text("reason", ""))
                .orElse("");
        if (line.hidden()) {
            return "This case cleared by itself and was drawn for a look: what would you have decided? What was"
                    + " proposed, decided and done is hidden until somebody has said so.";
        }
        return told(line, events, held) + takenBack(events);
    }

    /** What was done of it does not stand any more, however it was decided. */
    private static String takenBack(List<EventLine> events) {
        long back = count(events, "CompensationVerified");
        if (back == 0) return "";
        return back < count(events, "ActionVerified")
                ? " Part of what was done of it was taken back."
                : " What was done of it was taken back.";
    }

    private static long count(List<EventLine> events, String type) {
        return events.stream().filter(line -> line.event().type().equals(type)).count();
    }

    private String told(CaseLine line, List<EventLine> events, String held) {
        EventLine reviewed = lastOf(events, "Reviewed");
        if (reviewed == null) return ended("This case " + tense(line) + (held.isEmpty() ? "" : ": " + held));
        Json.Obj body = reviewed.event().body();
        EventLine proposed = lastOf(events, "Proposed");
        String before = proposed == null || proposed.content() == null || !seesContent
                ? null
                : proposed.content().text("decision");
        String decided = switch (body.text("outcome", "")) {
            case "approve" ->
                "A person approved the proposal"
                        + quoted(body.text("decision") == null ? before : body.text("decision"));
            case "edit" ->
                "A person decided" + quoted(body.text("decision"))
                        + (before == null ? " instead of the proposal" : " instead of" + quoted(before))
                        + reason(body);
            case "reject" -> "A person rejected this case" + reason(body);
            default -> "A person reviewed this case" + reason(body);
        };
        return ended(decided) + (held.isEmpty() ? "" : " " + ended("It had waited because: " + held));
    }

    private static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static String tense(CaseLine line) {
        return switch (line.phase()) {
            case HISTORY -> "is history: the author may learn from it";
            case OPEN -> "is open";
            case HELD -> "waits for a person";
            case STOPPED -> "was stopped";
            case RETURNED -> "was returned to its sender";
            case CLEARED -> "cleared by itself";
            case APPROVED -> "was approved by a person";
            case REJECTED -> "was rejected by a person";
            case EXPIRED -> "was rejected, because nobody decided in time";
        };
    }

    private static String reason(Json.Obj body) {
        String why = body.text("reason_code");
        if (why == null) return "";
        if (why.equals(Casework.ERASED)) return ": its content was erased";
        return ReviewCommand.Code.ofWord(why).map(code -> ": " + code.label()).orElse(": " + why);
    }

    private static String reviewed(Json.Obj body) {
        String reason = reason(body);
        return switch (body.text("outcome", "")) {
            case "approve" -> "A person approved" + quoted(body.text("decision"));
            case "edit" -> "A person decided" + quoted(body.text("decision")) + " instead" + reason;
            case "reject" -> "A person rejected it" + reason;
            default -> "A person reviewed it" + reason;
        };
    }

    /** The word of the leaf and, for those who may see it, the text of the system of record from the payload. */
    private String said(EventLine line) {
        Json.Obj body = line.event().body();
        String word = body.text("receipt", body.text("reason", ""));
        Json.Obj content = line.content();
        String text = !seesContent || content == null ? "" : content.text("receipt", content.text("text", ""));
        String both = word.isEmpty() || text.isEmpty() ? word + text : word + ": " + text;
        return both.isEmpty() ? "" : " (" + both + ")";
    }

    /** Why, in the words of whoever wanted it. */
    private String wish(EventLine line) {
        Json.Obj content = line.content();
        String note = !seesContent || content == null ? "" : content.text("note", "");
        return note.isEmpty() ? "" : ": " + note;
    }

    /** ": disposition Deny, close amount 0", as far as it is still there and this reader may see it. */
    private String outcome(EventLine line) {
        if (!seesContent) return "";
        if (line.erased()) return "; what it was is erased";
        Json.Obj content = line.content();
        var told = new ArrayList<String>();
        if (content != null) {
            content.object("outcomes").fields().forEach((name, value) -> {
                if (!(value instanceof Json.Null)) told.add(name.replace('_', ' ') + " " + show(value));
            });
        }
        return told.isEmpty() ? "" : ": " + String.join(", ", told);
    }

    private static String quoted(@Nullable String decision) {
        return decision == null ? "" : " “" + decision + "”";
    }

    private static @Nullable EventLine lastOf(List<EventLine> events, String type) {
        return events.reversed().stream()
                .filter(line -> line.event().type().equals(type))
                .findFirst()
                .orElse(null);
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** {@code required_inputs} becomes {@code Required inputs}. */
    public static String words(String name) {
        String plain = name.replace('_', ' ');
        return capital(plain);
    }

    public static String show(Json value) {
        return switch (value) {
            case Json.Str(String text) -> text;
            case Json.Bool(boolean flag) -> flag ? "yes" : "no";
            case Json.Null() -> "–";
            case Json.Obj object
            when object.text("raw") != null ->
                object.text("raw", "") + " (" + object.text("why", "not understood") + ")";
            case Json.Num number -> number.compact();
            case Json.Arr array -> array.compact();
            case Json.Obj object -> object.compact();
        };
    }
}

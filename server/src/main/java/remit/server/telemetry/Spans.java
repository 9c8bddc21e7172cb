package remit.server.telemetry;

import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ports.Author;
import remit.ports.Tool;
import remit.server.store.CaseWrite;

/**
 * From our records to spans, and nowhere else. Names follow OpenTelemetry's conventions for generative systems where there are any
 * (their state is "development", so a name may change with them); what is ours begins with {@code remit.}. Nothing here names a
 * person: no input, no text, no reason; ids are opaque, and what a decision says is in the evidence.
 */
public final class Spans {
    private static final String OPERATION = "gen_ai.operation.name";

    private Spans() {}

    /** Whether it is work of ours, or a call to somebody else. */
    public enum Kind {
        INSIDE,
        CALL
    }

    /** A span that begins. */
    public record Span(String name, Kind kind, Json.Obj attributes) {}

    /** A case from its row to its verdict. */
    public static Span decision(String process, String caseId) {
        return new Span(
                "decide " + process,
                Kind.INSIDE,
                Json.object("remit.process", process, "gen_ai.conversation.id", caseId));
    }

    public static Json.Obj decided(CaseWrite write) {
        for (CaseWrite.Step step : write.steps()) {
            if (!(step.event() instanceof CaseEvent.Decided decided)) continue;
            Json.Obj body = decided.body();
            List<String> checks = body.array("checks").stream()
                    .map(each -> ((Json.Obj) each).text("check", ""))
                    .toList();
            return Json.object(
                    "remit.verdict", body.text("verdict"),
                    "remit.disposition", body.text("disposition"),
                    "remit.approver", body.text("approver"),
                    "remit.checks", Json.strings(checks),
                    "remit.pack", write.versions().text("pack"));
        }
        return Json.EMPTY;
    }

    /** A call of an author. */
    public static Span author(Author.Question question, Author.AuthorVersion version) {
        return new Span(
                "invoke_agent " + version.name(),
                Kind.CALL,
                Json.object(
                        OPERATION,
                        "invoke_agent",
                        "gen_ai.provider.name",
                        "remit." + version.kind(),
                        "gen_ai.agent.name",
                        version.name(),
                        "gen_ai.agent.version",
                        version.id(),
                        "gen_ai.conversation.id",
                        question.caseId(),
                        "remit.process",
                        question.process()));
    }

    public static Json.Obj answered(Author.Answer answer) {
        return switch (answer) {
            case Author.Answer.Answered(Author.Proposal proposal, Author.Usage usage) ->
                used(
                        Json.object(
                                "remit.answer", "answered",
                                "remit.confidence", proposal.confidence(),
                                "remit.confident", proposal.confident()),
                        usage);
            case Author.Answer.Refused(String _, Author.Usage usage) ->
                used(Json.object("remit.answer", "refused"), usage);
            case Author.Answer.Failed(String _, Author.Usage usage) ->
                used(Json.object("remit.answer", "failed", "error.type", "failed"), usage);
            case Author.Answer.Unknown(String _) -> Json.object("remit.answer", "unknown", "error.type", "timeout");
        };
    }

    private static Json.Obj used(Json.Obj told, Author.@Nullable Usage usage) {
        return usage == null
                ? told
                : told.with("gen_ai.response.model", Json.of(usage.model()))
                        .with("gen_ai.usage.input_tokens", Json.of(usage.input()))
                        .with("gen_ai.usage.output_tokens", Json.of(usage.output()));
    }

    /** A call of a tool. */
    public static Span tool(String process, String caseId, String tool, String actionId) {
        return new Span(
                "execute_tool " + tool,
                Kind.CALL,
                Json.object(
                        OPERATION,
                        "execute_tool",
                        "gen_ai.tool.name",
                        tool,
                        "gen_ai.tool.call.id",
                        actionId,
                        "gen_ai.conversation.id",
                        caseId,
                        "remit.process",
                        process));
    }

    /** @param settled refused where it was not even asked, because it is halted */
    public static Json.Obj done(Checked<Tool.Answer> settled) {
        return switch (settled) {
            case Checked.Ok<Tool.Answer>(Tool.Answer answer) -> answered(answer);
            case Checked.Refused<Tool.Answer>(List<Problem> problems) ->
                Json.object(
                        "remit.answer",
                        "halted",
                        "error.type",
                        problems.getFirst().code());
        };
    }

    private static Json.Obj answered(Tool.Answer answer) {
        return switch (answer) {
            case Tool.Answer.Answered _ -> Json.object("remit.answer", "answered");
            case Tool.Answer.Refused(Tool.Reason reason) -> ended("refused", reason);
            case Tool.Answer.Failed(Tool.Reason reason) -> ended("failed", reason);
            case Tool.Answer.Unknown(Tool.Reason reason) -> ended("unknown", reason);
        };
    }

    /** The word of a reason is one of ours; its text is somebody else's. */
    private static Json.Obj ended(String answer, Tool.Reason reason) {
        return Json.object("remit.answer", answer, "error.type", reason.word());
    }
}

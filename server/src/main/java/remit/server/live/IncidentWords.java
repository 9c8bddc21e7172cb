package remit.server.live;

import java.time.Instant;
import remit.kernel.Json;
import remit.ports.Notifier;

/** What a page says: what is wrong with which process, since when, and where to take it up. No case and no person. */
final class IncidentWords {
    /** Where whoever is paged reads on, in the product's folder. */
    private static final String RUNBOOK = "docs/how-to/you-were-paged.md";

    private IncidentWords() {}

    static boolean isOne(String type) {
        return type.startsWith("incident.") || type.equals("page.test");
    }

    /** @param pages where people reach the pages; may be empty */
    static Notifier.Notice notice(String id, String process, Json.Obj content, String pages, Instant now) {
        String type = content.text("type", "");
        String incident = content.text("incident", "");
        boolean trial = type.equals("page.test");
        String link = pages.isEmpty() || trial ? pages : pages + "/incidents/" + incident;
        String what = trial ? "this is a test page" : cause(content);
        String subject = switch (type) {
            case "incident.acknowledged" -> process + ": acknowledged: " + what;
            case "incident.closed" -> process + ": closed: " + what;
            case "incident.unanswered" -> process + ": nobody has acknowledged: " + what;
            default -> process + ": " + what;
        };
        Json.Obj body = Json.object(
                "process",
                process,
                "incident",
                incident,
                "action",
                switch (type) {
                    case "incident.acknowledged" -> "acknowledge";
                    case "incident.closed" -> "resolve";
                    default -> "trigger";
                },
                "cause",
                trial ? "test" : content.text("cause", ""),
                "severity",
                (long) content.number("severity", 4),
                "facts",
                content.object("facts"));
        if (!link.isEmpty()) body = body.with("link", Json.of(link));
        return new Notifier.Notice(
                id, type, content.text("to", ""), subject, text(type, subject, content, link), body, now);
    }

    private static String text(String type, String subject, Json.Obj content, String link) {
        String at = link.isEmpty() ? "" : " " + link;
        return switch (type) {
            case "page.test" -> "Nothing is wrong. Somebody looks whether pages of this process arrive." + at;
            case "incident.acknowledged" -> subject + ". Somebody has taken it up; nobody else is paged." + at;
            case "incident.closed" -> subject + ". Nothing is to be done." + at;
            default ->
                subject + " (severity " + (long) content.number("severity", 3) + ", since " + content.text("since", "")
                        + "). Acknowledge it to stop the pages: "
                        + (link.isEmpty() ? "remit incidents ack " + content.text("incident", "") : link)
                        + ". What to do then: " + RUNBOOK;
        };
    }

    /** Numbers of the facts only: they are what the contract and counting gave. */
    private static String cause(Json.Obj content) {
        Json.Obj facts = content.object("facts");
        return switch (content.text("cause", "")) {
            case "boundary" -> "cases came to a boundary and were stopped";
            case "uncertainty" -> "the author gives no answer";
            case "overdue" ->
                number(facts, "cases") + " held cases were not decided in time (" + facts.text("waited", "") + ")";
            case "silence" ->
                "only " + number(facts, "counted") + " " + facts.text("what", "") + " in " + facts.text("window", "")
                        + ", where at least " + number(facts, "least") + " are expected";
            case "backlog" -> number(facts, "held") + " cases wait for a person, more or longer than expected";
            case "effects" ->
                number(facts, "effects") + " actions of the tool " + facts.text("tool", "") + " do not get through; of "
                        + number(facts, "unknown") + " nobody knows whether they happened";
            case "refused" ->
                "the tool " + facts.text("tool", "") + " refused " + number(facts, "effects") + " actions";
            default -> "an incident";
        };
    }

    private static String number(Json.Obj facts, String name) {
        return Long.toString((long) facts.number(name, 0));
    }
}

package remit.server.notices;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import remit.kernel.Json;
import remit.ports.Notifier;

/**
 * Delivers notices in the format of the PagerDuty Events API v2, which other paging services take too: a page triggers an
 * alert, an acknowledgement and an end are sent under the same {@code dedup_key}, so that nobody is called for what is
 * somebody's already. A repeated page carries the key of its incident and is no second alert.
 */
final class PagerDutyNotifier implements Notifier {
    /** As the format says. */
    private static final int LONGEST_SUMMARY = 1024;

    private static final int LONGEST_KEY = 255;

    private final Channel channel;
    private final InstantSource clock;
    private final Posting posting = new Posting();

    PagerDutyNotifier(Channel channel, InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
    }

    @Override
    public Answer send(Notice notice, Instant deadline) {
        String body = event(notice).compact();
        HttpRequest request = HttpRequest.newBuilder(address())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        return switch (posting.send(request, Duration.between(clock.instant(), deadline))) {
            case Posting.Came.Nothing(String reason) -> new Answer.Failed(reason);
            case Posting.Came.Status came -> came.taken() ? new Answer.Delivered() : new Answer.Failed(came.words());
        };
    }

    /** The address without the word that says which format it takes. */
    private URI address() {
        return URI.create(channel.address().toString().substring(Channel.PAGER_PREFIX.length()));
    }

    private Json.Obj event(Notice notice) {
        String incident = notice.body().text("incident", "");
        String key = incident.isEmpty() ? notice.id() : incident;
        String action = notice.body().text("action", "trigger");
        Json.Obj event = Json.object(
                "routing_key", channel.secret(), "event_action", action, "dedup_key", shortened(key, LONGEST_KEY));
        return action.equals("trigger") ? triggered(event, notice) : event;
    }

    private static Json.Obj triggered(Json.Obj event, Notice notice) {
        String process = notice.body().text("process", "");
        Json.Obj payload = Json.object(
                "summary", shortened(Reasons.oneLine(notice.subject()), LONGEST_SUMMARY),
                "source", process.isEmpty() ? "remit" : process,
                "severity", severity(notice),
                "timestamp", notice.at().toString(),
                "component", "remit",
                "class", notice.body().text("cause", notice.type()),
                "custom_details", notice.body().with("text", Json.of(notice.text())));
        Json.Obj full = event.with("payload", payload).with("client", Json.of("Remit"));
        String link = notice.body().text("link", "");
        if (link.isEmpty()) return full;
        Json.Obj acknowledge = Json.object("href", link, "text", "Take it up in Remit");
        return full.with("client_url", Json.of(link)).with("links", Json.array(List.of(acknowledge)));
    }

    private static String severity(Notice notice) {
        return switch ((int) notice.body().number("severity", 4)) {
            case 1 -> "critical";
            case 2 -> "error";
            case 3 -> "warning";
            default -> "info";
        };
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}

package remit.server.wiring;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import remit.kernel.Checked;
import remit.process.ProcessContract;
import remit.server.live.ChangeTelling;
import remit.server.live.LadderTelling;
import remit.server.live.NoticeOutbox;
import remit.server.live.Telling;
import remit.server.notices.Channel;
import remit.server.notices.Notices;
import remit.server.settings.Setting;
import remit.server.settings.Settings;

/** How people are reached, as the configuration says: a webhook, mail, or else lines in notices.log. */
public final class Channels {
    private Channels() {}

    /** Where notices wait, and the ways by which they leave. */
    public static Checked<NoticeOutbox> outbox(Installation installation, Settings settings) {
        return Notices.open(installation.path(), channels(settings), installation.clock())
                .map(notices -> new NoticeOutbox(
                        installation.source(),
                        notices,
                        installation.clock(),
                        settings.publicUrl().orElse("")));
    }

    /** Tells people of what was decided: of a process in {@code served} as that says, else as it was published last. */
    public static Telling telling(Installation installation, NoticeOutbox outbox, List<ProcessContract> served) {
        return new Telling(
                outbox,
                process -> served.stream()
                        .filter(contract -> contract.id().equals(process))
                        .findFirst()
                        .or(() -> installation.contract(process)),
                installation.incidents());
    }

    /** Tells those who may approve of what was handed in. */
    public static ChangeTelling changes(Installation installation, NoticeOutbox outbox) {
        return new ChangeTelling(
                outbox,
                installation.changes()::submitted,
                () -> installation.access().orThrow().people(),
                () -> installation.access().orThrow().recorded());
    }

    /** Pages whoever must know that autonomy was taken back. @param contracts of the processes that are served */
    public static LadderTelling ladders(
            Installation installation, NoticeOutbox outbox, Supplier<List<ProcessContract>> contracts) {
        return new LadderTelling(outbox, installation.source(), contracts, installation.clock());
    }

    private static List<Channel> channels(Settings settings) {
        var channels = new ArrayList<Channel>();
        Optional<String> webhook = settings.text(Setting.WEBHOOK_URL);
        webhook.ifPresent(url -> channels.add(Channel.read(
                        "default", url, settings.text(Setting.WEBHOOK_SECRET).orElse(""))
                .orThrow()));
        settings.text(Setting.PAGERDUTY_ROUTING_KEY).ifPresent(key -> {
            String url = settings.text(Setting.PAGERDUTY_URL).orElse("");
            channels.add(Channel.read("pagerduty", "pagerduty+" + url, key).orThrow());
        });
        settings.text(Setting.SMTP_URL).ifPresent(url -> {
            String from = settings.text(Setting.MAIL_FROM).orElse("");
            String address = from.isEmpty() || url.contains("from=")
                    ? url
                    : url + (url.contains("?") ? "&" : "/?") + "from="
                            + URLEncoder.encode(from, StandardCharsets.UTF_8);
            channels.add(Channel.read("mail", address, "").orThrow());
        });
        return channels;
    }
}

package remit.server.wiring;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import remit.kernel.Checked;
import remit.server.live.NoticeOutbox;
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

    private static List<Channel> channels(Settings settings) {
        var channels = new ArrayList<Channel>();
        Optional<String> webhook = settings.text(Setting.WEBHOOK_URL);
        webhook.ifPresent(url -> channels.add(Channel.read(
                        "default", url, settings.text(Setting.WEBHOOK_SECRET).orElse(""))
                .orThrow()));
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

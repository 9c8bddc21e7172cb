package remit.server.notices;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.ports.Notifier;

/**
 * Sends a notice the way that configuration gives it: to the channel whose name is the contact; else, for a mail
 * address, to the first mail channel; else to the channel {@code default}; else as a line into {@code notices.log},
 * so that without any configuration nothing is lost. Safe for use by many threads.
 */
public final class Notices implements Notifier {
    private final Map<String, Notifier> byName;
    private final @Nullable Notifier mail;
    private final Notifier file;

    private Notices(Map<String, Notifier> byName, @Nullable Notifier mail, Notifier file) {
        this.byName = byName;
        this.mail = mail;
        this.file = file;
    }

    /** @param dataDir where {@code notices.log} is; it is made when the first line is written */
    public static Checked<Notices> open(Path dataDir, List<Channel> channels, InstantSource clock) {
        var problems = new ArrayList<Problem>();
        var byName = new LinkedHashMap<String, Notifier>();
        Notifier mail = null;
        for (Channel channel : channels) {
            List<Problem> found = channel.checked().problems();
            problems.addAll(found);
            if (!found.isEmpty()) continue;
            Notifier notifier = notifier(channel, clock);
            if (channel.isMail() && mail == null) mail = notifier;
            if (byName.put(channel.name(), notifier) != null) {
                problems.add(new Problem(
                        "RMT-521", "channel " + channel.name(), "it is configured twice", "keep one of them"));
            }
        }
        if (!problems.isEmpty()) return Checked.refused(problems);
        return Checked.ok(new Notices(Map.copyOf(byName), mail, new FileNotifier(dataDir.resolve("notices.log"))));
    }

    private static Notifier notifier(Channel channel, InstantSource clock) {
        if (channel.isMail()) return new MailNotifier(channel, null, clock);
        return channel.isPager() ? new PagerDutyNotifier(channel, clock) : new WebhookNotifier(channel, clock);
    }

    @Override
    public Answer send(Notice notice, Instant deadline) {
        return towards(notice.to()).send(notice, deadline);
    }

    private Notifier towards(String contact) {
        Notifier named = byName.get(contact);
        if (named != null) return named;
        if (mail != null && MailNotifier.isMailbox(contact)) return mail;
        return byName.getOrDefault("default", file);
    }
}

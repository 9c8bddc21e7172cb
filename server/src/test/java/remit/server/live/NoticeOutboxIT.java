package remit.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import remit.server.settings.Doctor;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.DeadNotices;
import remit.testkit.TestingNotifier;

/** What becomes of a notice whose way out is broken, until somebody mends it. */
final class NoticeOutboxIT {
    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T09:00:00Z"));
    private final TestingNotifier notifier = new TestingNotifier();

    private List<String> warnings(Runnable work) {
        var logger = (Logger) LoggerFactory.getLogger(NoticeOutbox.class);
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        logger.addAppender(appender);
        try {
            work.run();
        } finally {
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Doctor.Finding doctor() {
        var sources = new SettingSources(Map.of(Setting.DATA_DIR, folder.toString()), Map.of(), folder, folder);
        return Doctor.examine(Settings.read(sources).orThrow()).stream()
                .filter(finding -> finding.check().equals("notices"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_notice_that_is_given_up_is_told_until_a_new_start_tries_it_again() {
        try (Database database = DataDirectory.prepare(folder)
                .then(directory -> Database.open(directory, DatabaseOptions.embedded()))
                .orThrow()) {
            var outbox = new NoticeOutbox(database.source(), notifier, now::get, "https://remit.example");
            outbox.add(new NoticeOutbox.Word("invoices", "case.stopped", "control@example.org", Duration.ZERO), 1);
            for (int i = 0; i < 12; i++) notifier.failNext(i < 5 ? "connection refused" : "status 503");
            assertThat(doctor().ok()).isTrue();

            List<String> warnings = warnings(() -> {
                for (int i = 0; i < 12; i++) {
                    assertThat(outbox.deliver()).isZero();
                    now.updateAndGet(time -> time.plus(Duration.ofHours(5)));
                }
            });

            assertThat(warnings)
                    .as("one for each turn of events, not for each try")
                    .hasSize(3);
            assertThat(warnings.get(0)).contains("notice_invoices_case.stopped", "connection refused");
            assertThat(warnings.get(1)).contains("status 503");
            assertThat(warnings.get(2)).contains("given up", "status 503");
            assertThat(DeadNotices.of(database.source())).isEqualTo(new DeadNotices(1, "status 503"));
            assertThat(doctor().ok()).isFalse();
            assertThat(doctor().found()).contains("1 was given up", "status 503");

            assertThat(outbox.deliver()).as("dead is dead").isZero();
            outbox.revive();
            assertThat(outbox.deliver()).isEqualTo(1);
            assertThat(notifier.delivered()).singleElement().satisfies(notice -> {
                assertThat(notice.to()).isEqualTo("control@example.org");
                assertThat(notice.text()).endsWith(": https://remit.example/");
            });
            assertThat(DeadNotices.of(database.source()).count()).isZero();
        }
    }
}

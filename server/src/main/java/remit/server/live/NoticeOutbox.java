package remit.server.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import remit.casework.Phase;
import remit.kernel.Json;
import remit.ports.Notifier;
import remit.server.store.DeadNotices;

/**
 * Notices that wait for delivery. What happens in one window of time to one process is one notice with a count, so that
 * nobody gets a thousand mails; a failed delivery is tried again with growing pauses, then kept as dead for a person, who
 * is told by the scorecard, the log and {@code remit doctor}.
 */
public final class NoticeOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeOutbox.class);
    private static final String SUBMITTED = "change.submitted";
    private static final String DEMOTED = "autonomy.demoted";
    private static final int MOST_TRIES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);

    private final DataSource source;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Notifier notifier;
    private final InstantSource clock;
    private final String pages;

    /** An outbox whose notices say what to open, without an address. */
    public NoticeOutbox(DataSource dataSource, Notifier notifier, InstantSource clock) {
        this(dataSource, notifier, clock, "");
    }

    /** @param pages where people reach the pages, e.g. {@code https://remit.example}; may be empty */
    public NoticeOutbox(DataSource dataSource, Notifier notifier, InstantSource clock, String pages) {
        this.source = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.notifier = notifier;
        this.clock = clock;
        this.pages = pages;
    }

    /**
     * What is to be told.
     *
     * @param type {@code case.held}, {@code case.stopped}, {@code case.expired}, {@code digest.returned}
     * @param to contact from the contract
     * @param window cases of one type within it share a notice, which is due when the window ends; zero: a notice of
     *     its own, due at once
     */
    public record Word(String process, String type, String to, Duration window) {}

    /**
     * What the log notes beside its evidence, until somebody is told.
     *
     * @param run the file that the cases came with, or null when they came one by one
     */
    public record News(
            String process, Phase phase, @Nullable String run) {}

    /**
     * Turns what the log has noted into notices, in one transaction: nothing is told twice, and nothing is lost with the
     * process that decided it. The cases of a file are told together when its run has ended; of one that was cut off, or
     * takes long, what there is by then.
     *
     * @param addressed empty where people are told of it in another way
     */
    public void gather(BiFunction<News, Long, Optional<Word>> addressed) {
        transactions.executeWithoutResult(_ -> {
            var sums = new LinkedHashMap<News, Long>();
            jdbc.sql("""
                            delete from news where id in (
                              select n.id from news n
                              where not exists (
                                  select 1 from run r where r.run_id = n.run_id and r.status = 'running')
                                or exists (select 1 from news o where o.run_id = n.run_id and o.recorded_at <= ?)
                              for update skip locked)
                            returning process, phase, run_id, cases
                            """)
                    .param(clock.instant().minus(LONGEST_RUN).atOffset(ZoneOffset.UTC))
                    .query((row, _) -> sums.merge(
                            new News(row.getString(1), Phase.of(row.getString(2)), row.getString(3)),
                            row.getLong(4),
                            Long::sum))
                    .list();
            sums.forEach((news, cases) -> addressed.apply(news, cases).ifPresent(word -> add(word, cases)));
        });
    }

    /** Adds {@code cases} to the notice of the running window, or begins one. */
    public void add(Word word, long cases) {
        Instant now = clock.instant();
        long seconds = word.window().toSeconds();
        Instant due = seconds == 0 ? now : Instant.ofEpochSecond((now.getEpochSecond() / seconds + 1) * seconds);
        String name = seconds == 0 ? UUID.randomUUID().toString() : Long.toString(due.getEpochSecond());
        String id = "notice_" + word.process() + "_" + word.type() + "_" + name;
        Json.Obj content = Json.object("type", word.type(), "to", word.to(), "cases", cases);
        jdbc.sql("""
                        insert into notice (id, process, content, state, due_at) values (?, ?, ?, 'waiting', ?)
                        on conflict (id) do update set content = jsonb_set(notice.content::jsonb, '{cases}',
                          to_jsonb((notice.content::jsonb->>'cases')::bigint + ?))::text
                        """)
                .params(id, word.process(), content.compact(), due.atOffset(ZoneOffset.UTC), cases)
                .update();
    }

    /** Adds that a change of rules was handed in, unless a notice has this name. @param to may be empty */
    void addOnce(String name, String subject, String change, String to) {
        Json.Obj content = Json.object("type", SUBMITTED, "to", to, "change", change);
        jdbc.sql("insert into notice (id, process, content, state, due_at) values (?, ?, ?, 'waiting', ?)"
                        + " on conflict (id) do nothing")
                .params(
                        "notice_" + name,
                        subject,
                        content.compact(),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Adds that autonomy was taken back, unless a notice has this name. @param what cause and stage */
    void addDemotion(String name, String process, String to, Json.Obj what) {
        Json.Obj content = Json.object("type", DEMOTED, "to", to, "what", what);
        jdbc.sql("insert into notice (id, process, content, state, due_at) values (?, ?, ?, 'waiting', ?)"
                        + " on conflict (id) do nothing")
                .params(
                        "notice_" + name,
                        process,
                        content.compact(),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** One notice that is due. */
    private record Due(String id, String process, Json.Obj content, int tries, String lastError) {}

    /** Delivers what is due. Two nodes never send the same notice at once. @return how many were delivered */
    public int deliver() {
        Integer sent = transactions.execute(_ -> {
            int delivered = 0;
            for (Due due : take()) {
                switch (notifier.send(notice(due), clock.instant().plus(PATIENCE))) {
                    case Notifier.Answer.Delivered() -> {
                        delivered++;
                        jdbc.sql("update notice set state = 'delivered', tries = tries + 1 where id = ?")
                                .param(due.id())
                                .update();
                    }
                    case Notifier.Answer.Failed(String reason) -> retry(due, reason);
                }
            }
            return delivered;
        });
        return sent == null ? 0 : sent;
    }

    /** What came of a notice that was tried. @param why it was not delivered, else empty */
    public record Came(boolean delivered, String why) {}

    /** What came of these by now; those that nobody has tried yet are left out. */
    public Map<String, Came> came(List<String> ids) {
        var came = new LinkedHashMap<String, Came>();
        jdbc.sql("select id, state, last_error from notice where id = any(?) and tries > 0")
                .param(ids.toArray(String[]::new))
                .query((row, _) -> came.put(
                        row.getString(1),
                        new Came(
                                row.getString(2).equals("delivered"),
                                Objects.requireNonNullElse(row.getString(3), ""))))
                .list();
        return came;
    }

    /** Gives what was given up another dozen tries: the address that it needs may have been mended since. */
    public void revive() {
        DeadNotices.redeliver(source, null, clock.instant());
    }

    private List<Due> take() {
        return new ArrayList<>(jdbc.sql("""
                        select id, process, content, tries, last_error from notice where state = 'waiting' and due_at <= ?
                        order by due_at limit 20 for update skip locked
                        """)
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, _) -> new Due(
                        row.getString(1),
                        row.getString(2),
                        Json.parseObject(row.getString(3)),
                        row.getInt(4),
                        Objects.requireNonNullElse(row.getString(5), "")))
                .list());
    }

    private void retry(Due due, String reason) {
        boolean last = due.tries() + 1 >= MOST_TRIES;
        if (last) LOG.warn("{} was given up after {} tries: {}", due.id(), MOST_TRIES, reason);
        else if (!reason.equals(due.lastError()))
            LOG.warn("{} could not be delivered and is tried again: {}", due.id(), reason);
        Duration pause = Duration.ofSeconds(15L << Math.min(due.tries(), 10));
        Instant now = clock.instant();
        jdbc.sql("update notice set tries = tries + 1, last_error = ?, due_at = ?, state = ?,"
                        + " given_up_at = case when ? then ?::timestamptz end where id = ?")
                .params(
                        reason,
                        now.plus(pause).atOffset(ZoneOffset.UTC),
                        last ? "dead" : "waiting",
                        last,
                        now.atOffset(ZoneOffset.UTC),
                        due.id())
                .update();
    }

    private Notifier.Notice notice(Due due) {
        String type = due.content().text("type", "");
        if (IncidentWords.isOne(type))
            return IncidentWords.notice(due.id(), due.process(), due.content(), pages, clock.instant());
        if (type.equals(SUBMITTED)) return submitted(due);
        if (type.equals(DEMOTED)) return demoted(due);
        long cases = (long) due.content().number("cases", 0);
        String what = switch (type) {
            case "case.held" -> cases == 1 ? "1 case waits for a person" : cases + " cases wait for a person";
            case "case.stopped" -> cases == 1 ? "1 case was stopped" : cases + " cases were stopped";
            case "case.expired" ->
                cases == 1
                        ? "1 case was rejected, because nobody decided it"
                        : cases + " cases were rejected, because nobody decided them";
            case "effects.stuck" -> "actions do not get through to their tool";
            default -> cases == 1 ? "1 case went back to its sender" : cases + " cases went back to their senders";
        };
        return new Notifier.Notice(
                due.id(),
                type,
                due.content().text("to", ""),
                due.process() + ": " + what,
                what + " in the process " + due.process() + ". " + where(type),
                Json.object("process", due.process(), "cases", cases),
                clock.instant());
    }

    private Notifier.Notice submitted(Due due) {
        String change = due.content().text("change", "");
        String what = "a change of rules waits for a second person";
        String where = pages.isEmpty() ? "." : ": " + pages + "/changes/" + change;
        return new Notifier.Notice(
                due.id(),
                SUBMITTED,
                due.content().text("to", ""),
                due.process() + ": " + what,
                what + " (" + due.process() + ", " + change + "). Read what differs, then approve or refuse it" + where,
                Json.object("process", due.process(), "change", change),
                clock.instant());
    }

    private Notifier.Notice demoted(Due due) {
        Json.Obj told = due.content().object("what");
        String what = "autonomy was taken back";
        String why = told.text("cause", "").replace('_', ' ');
        String where = pages.isEmpty() ? "." : ": " + pages + "/processes/" + due.process() + "/rollout";
        return new Notifier.Notice(
                due.id(),
                DEMOTED,
                due.content().text("to", ""),
                due.process() + ": " + what + " (" + why + ")",
                "A segment of " + due.process() + " is back to " + told.text("stage", "") + " (" + why
                        + "). Its cases wait for a person where they cleared before, and more of what clears is looked"
                        + " at. See what was found" + where,
                Json.object("process", due.process(), "cause", told.text("cause", ""), "stage", told.text("stage", "")),
                clock.instant());
    }

    private String where(String type) {
        if (type.equals("effects.stuck"))
            return "They are tried again by themselves once it can be reached; the server's log names the tool, and"
                    + " remit why CASE tells what it answered.";
        boolean held = type.equals("case.held");
        String address = pages.isEmpty() ? "." : ": " + pages + (held ? "/held" : "/");
        return (held ? "Open the held cases to decide them" : "Open the scorecard and follow its number to see them")
                + address;
    }
}

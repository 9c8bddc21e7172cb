package remit.server.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;

/**
 * Notices that were given up after the last try: people who were not told.
 *
 * @param lastError why the newest of them could not be delivered, empty when there is none
 */
public record DeadNotices(long count, String lastError) {
    public static DeadNotices of(DataSource dataSource) {
        return JdbcClient.create(dataSource)
                .sql(
                        "select count(*), (select last_error from notice where state = 'dead' order by due_at desc limit 1)"
                                + " from notice where state = 'dead'")
                .query((row, _) -> new DeadNotices(row.getLong(1), Objects.requireNonNullElse(row.getString(2), "")))
                .single();
    }

    /**
     * One of them.
     *
     * @param to the contact that nothing reached
     * @param givenUpAt null where an earlier release gave it up
     */
    public record One(
            String id,
            String process,
            String type,
            String to,
            int tries,
            String lastError,
            @Nullable Instant givenUpAt) {
        public Json.Obj toJson() {
            return Json.object(
                    "id", id,
                    "process", process,
                    "type", type,
                    "to", to,
                    "tries", tries,
                    "why", lastError,
                    "given_up_at", givenUpAt == null ? null : givenUpAt.toString());
        }
    }

    /** The newest first, at most 500. */
    public static List<One> list(DataSource dataSource) {
        return JdbcClient.create(dataSource)
                .sql("select id, process, content, tries, last_error, given_up_at from notice where state = 'dead'"
                        + " order by coalesce(given_up_at, due_at) desc, id limit 500")
                .query((row, _) -> {
                    Json.Obj content = Json.parseObject(row.getString(3));
                    OffsetDateTime at = row.getObject(6, OffsetDateTime.class);
                    return new One(
                            row.getString(1),
                            row.getString(2),
                            content.text("type", ""),
                            content.text("to", ""),
                            row.getInt(4),
                            Objects.requireNonNullElse(row.getString(5), ""),
                            at == null ? null : at.toInstant());
                })
                .list();
    }

    /** Gives them another dozen tries, from now on. @param id null for all. @return how many there were */
    public static int redeliver(DataSource dataSource, @Nullable String id, Instant now) {
        return JdbcClient.create(dataSource)
                .sql("update notice set state = 'waiting', tries = 0, given_up_at = null, due_at = ?"
                        + " where state = 'dead' and (?::text is null or id = ?)")
                .params(Arrays.asList(now.atOffset(ZoneOffset.UTC), id, id))
                .update();
    }
}

package remit.server.store;

import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

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
}

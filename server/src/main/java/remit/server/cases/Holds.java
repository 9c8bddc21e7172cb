package remit.server.cases;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.server.gateway.Gateway.Left;
import remit.server.store.EvidenceLog;

/**
 * One process at a time has an action in hand, over all nodes. Whoever prepares an action holds it from the commit on, without
 * another statement; whoever takes one up that was left behind takes its hold first. A hold ends by itself, and at once when
 * the last database session of its holder is gone. So no two send at the same time, and nobody sends an action that became
 * unknown in somebody else's hands.
 *
 * <p>Time is the database's for those who wait, and that of a watch which no clock can move for the holder, who counts from before
 * the hold began.
 */
final class Holds {
    /** Two calls after each other fit in, with what a pause of the holder may cost. */
    private static final Duration ENOUGH = Duration.ofSeconds(25);

    private static final String TAKE = """
            with stood as (select action_id, state, holder from action_view where action_id = ? for update)
            update action_view a set holder = current_setting('application_name'), held_until = now() + interval '%d seconds'
            from stood s where a.action_id = s.action_id and s.state in ('prepared', 'unknown', 'failed')
              and (s.holder is null or s.holder = current_setting('application_name') or a.held_until <= now()
                or not exists (select 1 from pg_stat_activity p where p.application_name = s.holder))
            returning s.state, s.holder = current_setting('application_name')
            """.formatted(EvidenceLog.HOLD.toSeconds());

    private final DataSource source;

    Holds(DataSource source) {
        this.source = source;
    }

    /** Until when one who asked at {@code asked} (of {@link System#nanoTime}) certainly holds what was then given. */
    static long until(long asked) {
        return asked + EvidenceLog.HOLD.toNanos();
    }

    /** Whether a hold that lasts until then has time for a call. */
    static boolean isEnough(long until) {
        return until - System.nanoTime() > ENOUGH.toNanos();
    }

    static boolean isOver(long until) {
        return until - System.nanoTime() <= 0;
    }

    /**
     * The task with the hold that it needs for a call, and with what is known by now of how it was left; null while somebody else has
     * it, or when it has come to its end.
     */
    Dispatcher.@Nullable Task mine(Dispatcher.Task task) {
        if (isEnough(task.heldUntil())) return task;
        long asked = System.nanoTime();
        try (Connection connection = source.getConnection();
                PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setString(1, task.id());
            try (ResultSet row = take.executeQuery()) {
                if (!row.next()) return null;
                return task.held(left(task.left(), row.getString(1), row.getBoolean(2)), until(asked));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("an action could not be taken up: " + e.getMessage(), e);
        }
    }

    /** Lets go of an action that has not come to its end, so that others, and people, need not wait. */
    void release(String actionId) {
        try (Connection connection = source.getConnection();
                PreparedStatement release = connection.prepareStatement("update action_view set holder = null,"
                        + " held_until = null where action_id = ? and holder = current_setting('application_name')")) {
            release.setString(1, actionId);
            release.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("an action could not be let go: " + e.getMessage(), e);
        }
    }

    private static Left left(Left before, String state, boolean stillMine) {
        if (state.equals("failed")) return Left.FAILED;
        return state.equals("prepared") && stillMine ? before : Left.PERHAPS_SENT;
    }
}

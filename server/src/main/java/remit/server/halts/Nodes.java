package remit.server.halts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;

/** Every node on this database, and when each showed that it goes by a halt. */
public final class Nodes {
    /** Who was not heard of for longer cannot have asked what is halted, so it dispatches nothing. */
    private static final int ALIVE_SECONDS = 5;

    private static final long POLL_MILLIS = 10;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(6);

    private final JdbcClient jdbc;

    Nodes(DataSource source) {
        this.jdbc = JdbcClient.create(source);
    }

    /** @param halts how many events of halts its door goes by */
    private record Row(String id, String name, long halts) {}

    private List<Row> alive() {
        // One that died is forgotten after an hour, so that nobody has to clean up.
        return jdbc.sql("select id, name, halts from node where seen_at > clock_timestamp() - make_interval(secs => ?)"
                        + " order by started_at, id")
                .param(ALIVE_SECONDS)
                .query((row, _) -> new Row(row.getString(1), row.getString(2), row.getLong(3)))
                .list();
    }

    int count() {
        return alive().size();
    }

    /** Forgets those that died long ago. */
    void forget() {
        jdbc.sql("delete from node where seen_at < clock_timestamp() - interval '1 hour'")
                .update();
    }

    /**
     * Which nodes showed it, and after how long.
     *
     * @param nodes milliseconds by node, in the order in which they started
     * @param silent nodes that were heard of at first and never showed it: by now they cannot dispatch
     */
    public record Shown(List<One> nodes, List<String> silent) {
        /** One node. */
        public record One(String name, long millis) {
            Json toJson() {
                return Json.object("node", name, "millis", millis);
            }
        }

        public Shown {
            nodes = List.copyOf(nodes);
            silent = List.copyOf(silent);
        }

        /** When the last of them had shown it. */
        public long millis() {
            return nodes.stream().mapToLong(One::millis).max().orElse(0);
        }

        public int all() {
            return nodes.size() + silent.size();
        }

        public Json.Obj toJson() {
            return Json.object(
                    "millis", millis(),
                    "nodes", Json.array(nodes.stream().map(One::toJson).toList()),
                    "silent", Json.strings(silent));
        }
    }

    /**
     * Waits until every node goes by what was recorded as event {@code seq} of halts, or is not heard of any more.
     *
     * @param beganNanos when that was asked for
     */
    Shown await(long seq, long beganNanos) {
        Map<String, String> waiting = new LinkedHashMap<>();
        var shown = new ArrayList<Shown.One>();
        alive().forEach(each -> waiting.put(each.id(), each.name()));
        // From the commit on: before it no node could have shown anything.
        long committed = System.nanoTime();
        while (!waiting.isEmpty() && System.nanoTime() - committed < LIMIT_NANOS) {
            List<Row> now = alive();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
            for (Row each : now) {
                if (each.halts() >= seq && waiting.remove(each.id()) != null)
                    shown.add(new Shown.One(each.name(), millis));
            }
            if (!waiting.isEmpty()) pause();
        }
        return new Shown(shown, List.copyOf(waiting.values()));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the nodes", e);
        }
    }
}

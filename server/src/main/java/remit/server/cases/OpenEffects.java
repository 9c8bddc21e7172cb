package remit.server.cases;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.casework.Compensation;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Action;
import remit.server.gateway.Gateway.Left;
import remit.server.store.Streaming;

/** Actions that have not come to their end, as the projection lists them, oldest word first. */
final class OpenEffects {
    private static final Logger LOG = LoggerFactory.getLogger(OpenEffects.class);

    private final Dispatcher.Parts parts;
    private final Set<String> told = new HashSet<>();

    OpenEffects(Dispatcher.Parts parts) {
        this.parts = parts;
    }

    /** One open action, without what it takes to finish it. */
    record Due(String actionId, String tool, String state) {}

    /** Those about which nothing was recorded after {@code untouchedSince}. */
    List<Due> due(String process, Instant untouchedSince) {
        var due = new ArrayList<Due>();
        Streaming.query(
                parts.dataSource(),
                "select action_id, tool, state from action_view"
                        + " where process = ? and state in ('prepared', 'unknown', 'failed') and updated_at <= ?"
                        + " order by updated_at, action_id",
                List.of(process, untouchedSince.atOffset(ZoneOffset.UTC)),
                row -> due.add(new Due(row.getString(1), row.getString(2), row.getString(3))));
        return due;
    }

    /** Those of them that have not come to their end, of whatever process. */
    Set<String> among(Set<String> actionIds) {
        var open = new HashSet<String>();
        Streaming.query(
                parts.dataSource(),
                "select action_id from action_view where action_id = any(?::text[])"
                        + " and state in ('prepared', 'unknown', 'failed')",
                List.of((Object) actionIds.toArray(String[]::new)),
                row -> open.add(row.getString(1)));
        return open;
    }

    /**
     * What finishes it: the action and the pack version that the event names by which it was prepared. Under another version it
     * might go to another system of record, which has never heard of it, and be done a second time.
     *
     * @return null when its content was erased or its version cannot be had: it stays open
     */
    Dispatcher.@Nullable Task task(Due due) {
        boolean undoing = Compensation.isOne(due.actionId());
        var prepared = new ArrayList<Prepared>(1);
        Streaming.query(
                parts.dataSource(),
                "select p.content, e.leaf::jsonb->'versions'->>'pack' from action_view a"
                        + " join event e on e.id = a.event_id join payload p on p.event_id = a.event_id"
                        + " where a.action_id = ?",
                List.of(due.actionId()),
                row -> {
                    Json.Obj content = Json.parseObject(row.getString(1));
                    Json.Obj action = undoing ? content.object("action") : content;
                    prepared.add(new Prepared(Action.fromJson(action), row.getString(2)));
                });
        if (prepared.isEmpty()) return null;
        PublishedProcess pinned = version(prepared.getFirst().pack());
        if (pinned == null) return null;
        Left left = due.state().equals("failed") ? Left.FAILED : Left.PERHAPS_SENT;
        return Dispatcher.Task.left(prepared.getFirst().action(), undoing, pinned, left);
    }

    private record Prepared(Action action, @Nullable String pack) {}

    private @Nullable PublishedProcess version(@Nullable String pack) {
        Checked<PublishedProcess> found = Pinning.find(parts.catalog(), pack);
        if (found instanceof Checked.Ok<PublishedProcess>(PublishedProcess process)) return process;
        if (told.add(String.valueOf(pack))) {
            LOG.error("effects of pack version {} stay open: {}", pack, found.problems());
        }
        return null;
    }
}

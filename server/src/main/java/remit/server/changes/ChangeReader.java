package remit.server.changes;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.authority.Ruling;
import remit.change.ChangeControl;
import remit.change.ChangeEvent;
import remit.change.ChangeState;
import remit.kernel.Actor;
import remit.kernel.Json;

/** Folds changes from their events: there is no other record of them. */
final class ChangeReader {
    private static final String SELECT =
            "select substr(t.thread, 8), e.process, e.actor, e.at, e.recorded_at, e.type, e.leaf, p.content"
                    + " from event_thread t join event e on e.id = t.event_id left join payload p on p.event_id = e.id ";

    private final JdbcClient jdbc;

    ChangeReader(DataSource source) {
        this.jdbc = JdbcClient.create(source);
    }

    private record Stored(
            String id, String subject, ChangeEvent event, Change.Moment moment, Instant at, Json.Obj body) {}

    /** One change by its id. */
    Optional<Change> find(String id) {
        return fold(jdbc.sql(SELECT + "where t.thread = ? order by t.seq")
                        .param("change/" + id)
                        .query((row, _) -> stored(row))
                        .list())
                .findFirst();
    }

    /** Every change whose id begins so. */
    List<Change> beginning(String prefix) {
        return fold(jdbc.sql(SELECT + "where starts_with(t.thread, ?) order by t.thread, t.seq")
                        .param("change/" + prefix)
                        .query((row, _) -> stored(row))
                        .list())
                .toList();
    }

    /** The changes of a process or level, or of all where none is named, newest movement first. */
    List<Change> of(@Nullable String subject) {
        List<Stored> events = subject == null
                ? jdbc.sql(SELECT + "where starts_with(t.thread, 'change/') order by t.thread, t.seq")
                        .query((row, _) -> stored(row))
                        .list()
                : jdbc.sql(SELECT + "where starts_with(t.thread, 'change/') and e.process = ? order by t.thread, t.seq")
                        .param(subject)
                        .query((row, _) -> stored(row))
                        .list();
        return fold(events)
                .sorted((left, right) ->
                        right.state().at().compareTo(left.state().at()))
                .toList();
    }

    /** The changes that may still come into force. */
    List<Change> open() {
        String ended =
                "'ChangeTookEffect', 'ChangeSuperseded', 'ChangeRolledBack', 'ChangeRejected', 'ChangeWithdrawn'";
        return fold(jdbc.sql(SELECT
                                + "where t.thread in (select thread from (select distinct on (t.thread) t.thread, e.type"
                                + " from event_thread t join event e on e.id = t.event_id"
                                + " where starts_with(t.thread, 'change/') order by t.thread, t.seq desc) newest"
                                + " where type not in (" + ended + ")) order by t.thread, t.seq")
                        .query((row, _) -> stored(row))
                        .list())
                .toList();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        Json.Obj body = Json.parseObject(row.getString(7)).object("body");
        String payload = row.getString(8);
        String note = payload == null ? "" : Json.parseObject(payload).text("note", "");
        Instant recorded = row.getTimestamp(5).toInstant();
        var moment = new Change.Moment(row.getString(6), Actor.parse(row.getString(3)), recorded, note, givenUp(body));
        return new Stored(
                row.getString(1),
                row.getString(2),
                ChangeEvent.of(moment.type(), body),
                moment,
                row.getTimestamp(4).toInstant(),
                body);
    }

    private static Change.GivenUp givenUp(Json.Obj body) {
        return new Change.GivenUp(
                (int) body.number("examples_given_up", 0),
                texts(body, "cases_given_up"),
                body.text("account_by_author", ""),
                body.text("account_by_edit", ""));
    }

    private static List<String> texts(Json.Obj body, String name) {
        return body.array(name).stream().map(each -> ((Json.Str) each).text()).toList();
    }

    private static Stream<Change> fold(List<Stored> events) {
        var changes = new ArrayList<Change>();
        int from = 0;
        while (from < events.size()) {
            int to = from;
            String id = events.get(from).id();
            while (to < events.size() && events.get(to).id().equals(id)) to++;
            changes.add(one(events.subList(from, to)));
            from = to;
        }
        return changes.stream();
    }

    private static Change one(List<Stored> events) {
        ChangeState state = null;
        var cases = new ArrayList<String>();
        var wanted = new HashMap<String, Ruling>();
        for (Stored each : events) {
            state = ChangeControl.apply(state, each.event(), each.moment().actor(), each.at());
            cases.addAll(texts(each.body(), "cases"));
            if (each.event() instanceof ChangeEvent.Expected(var verdicts)) {
                verdicts.forEach((id, verdict) ->
                        Ruling.of(verdict).ifPresentOrElse(ruling -> wanted.put(id, ruling), () -> wanted.remove(id)));
            }
        }
        Stored first = events.getFirst();
        return new Change(
                first.id(),
                first.subject(),
                Objects.requireNonNull(state),
                new Change.Cases(cases, wanted),
                events.stream().map(Stored::moment).toList());
    }
}

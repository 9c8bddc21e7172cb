package remit.server.web.query;

import java.util.Map;
import remit.server.web.PublishedProcess;

/**
 * Whether a case is closed, as SQL over {@code case_view c}: by itself, by a person here, because nobody decided in time,
 * or on a day that its source names. It is what the mean of days is taken over ({@link remit.server.scorecards.LiveFigures}), so a day that cannot be
 * read or lies before the case came in is no day here either. The condition is true or false, never null.
 */
final class Closing {
    /** Closed by itself, by a person here or because nobody decided in time. */
    static final String HERE = "(c.phase in ('cleared', 'approved', 'rejected', 'expired'))";

    private final boolean named;

    /** @param parameters takes the values that the condition names */
    Closing(PublishedProcess process, Map<String, Object> parameters) {
        String column = process.contract().reporting().closed();
        this.named = column != null;
        if (column == null) return;
        parameters.put("closed_on", column);
        parameters.put("zone", process.contract().zone().getId());
    }

    String condition() {
        if (!named) return HERE;
        String day = "case when jsonb_typeof(c.observed->:closed_on) = 'string'"
                + " and c.observed->>:closed_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"
                + " and pg_input_is_valid(c.observed->>:closed_on, 'date')"
                + " then (c.observed->>:closed_on)::date >= (c.at at time zone :zone)::date else false end";
        return "(" + HERE + " or c.phase not in ('history', 'returned') and " + day + ")";
    }
}

package remit.server.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.server.store.Streaming;

/** Samples that asked about the same cases before, whatever they were to prove. */
final class EarlierSamples {
    private EarlierSamples() {}

    /** @param cases how many of the cases that are asked about now could have been drawn then */
    record Earlier(Sample sample, long cases) {
        String id() {
            return sample.planned().body().text("sample", "");
        }
    }

    /**
     * In the order in which they were planned.
     *
     * @param planned only those before this one; null for all
     */
    static List<Earlier> of(DataSource source, String process, PlanTerms.Scope scope, @Nullable Event planned) {
        var ids = new ArrayList<String>();
        Streaming.query(
                source,
                "select leaf from event where process = ? and type = ? and case_id is null order by recorded_at, id",
                List.of(process, Sample.PLANNED),
                row -> ids.add(Event.read(row.getString(1)).body().text("sample", "")));
        String own = planned == null ? "" : planned.body().text("sample", "");
        var earlier = new ArrayList<Earlier>();
        for (String id : ids) {
            if (id.equals(own)) break;
            Sample sample = Sample.read(source, id).orElseThrow();
            long shared = shared(source, process, both(scope, sample.terms().scope()), sample);
            if (shared > 0) earlier.add(new Earlier(sample, shared));
        }
        return earlier;
    }

    private static long shared(DataSource source, String process, PlanTerms.@Nullable Scope scope, Sample sample) {
        if (scope == null) return 0;
        return Population.cases(source, process, scope, sample.planned().recordedAt())
                .size();
    }

    /** What both are about; null where that is nothing. A segment whose name was erased may be any. */
    private static PlanTerms.@Nullable Scope both(PlanTerms.Scope one, PlanTerms.Scope other) {
        if (one.reviewed() != other.reviewed()) return null;
        String first = one.segment();
        String second = other.segment();
        if (first != null && second != null && !first.equals(second)) return null;
        return new PlanTerms.Scope(
                one.reviewed(),
                first == null ? second : first,
                later(one.from(), other.from()),
                earlier(one.until(), other.until()));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) return one == null ? other : one;
        return one.isAfter(other) ? one : other;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) return one == null ? other : one;
        return one.isBefore(other) ? one : other;
    }
}

package remit.server.whatif;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import remit.assurance.Stretch;
import remit.server.whatif.HistoryReader.Understood;
import remit.whatif.History;
import remit.whatif.Label;

/** Cases in columns, in the order in which they came in, with their times in microseconds. */
record Lot(History history, long[] at) {
    static final Comparator<Understood> ORDER =
            Comparator.comparingLong(Understood::at).thenComparing(Understood::id);

    /** The cases of both. @param gone ids of cases that are left out of this one */
    Lot with(Lot more, Set<String> gone) {
        int[] places = places(more, gone);
        long[] times = new long[places.length];
        for (int i = 0; i < places.length; i++) times[i] = places[i] >= 0 ? at[places[i]] : more.at[~places[i]];
        return new Lot(history.with(more.history, places), times);
    }

    /** Which case stands where: one of this lot by its number, one of the other by the complement of its number. */
    private int[] places(Lot more, Set<String> gone) {
        int[] places = new int[at.length + more.at.length];
        int count = 0;
        int next = 0;
        for (int i = 0; i < at.length; i++) {
            if (!gone.isEmpty() && gone.contains(history.id(i))) continue;
            while (next < more.at.length && more.before(next, this, i)) places[count++] = ~next++;
            places[count++] = i;
        }
        while (next < more.at.length) places[count++] = ~next++;
        return Arrays.copyOf(places, count);
    }

    private boolean before(int number, Lot other, int its) {
        if (at[number] != other.at[its]) return at[number] < other.at[its];
        return history.id(number).compareTo(other.history.id(its)) < 0;
    }

    /** The same beside others that cannot be decided anew. */
    Lot leaving(Map<String, Long> why) {
        return new Lot(history.leaving(why), at);
    }

    /** From the first to the last case of which something is known; of all where nothing is. There is at least one. */
    Stretch stretch() {
        int first = 0;
        int last = at.length - 1;
        while (first < last && history.truth(first) == Label.Truth.UNKNOWN) first++;
        while (last > first && history.truth(last) == Label.Truth.UNKNOWN) last--;
        boolean none = history.truth(first) == Label.Truth.UNKNOWN;
        return none ? new Stretch(time(at[0]), time(at[at.length - 1])) : new Stretch(time(at[first]), time(at[last]));
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Of cases in their order. */
    static Lot of(History history, List<Understood> cases) {
        return new Lot(history, cases.stream().mapToLong(Understood::at).toArray());
    }
}

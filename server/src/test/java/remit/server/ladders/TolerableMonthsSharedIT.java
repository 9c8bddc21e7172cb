package remit.server.ladders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.assurance.sequential.Reviews;
import remit.decision.Decision;
import remit.evidence.Event;
import remit.ladder.Cause;
import remit.ladder.LadderEvent;
import remit.ladder.Stage;
import remit.ladder.Terms;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.runs.Climbing;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShared;
import remit.server.store.Streaming;

/**
 * Months of the real ledger in which, by the truth of every line, no more is wrong than is tolerated. How often an alarm may
 * come without cause is promised on average only, so that what is drawn follows from a seed. An alarm in shadow, where there
 * is no autonomy to take back, only begins the evidence anew.
 */
final class TolerableMonthsSharedIT {
    private static final Climbing SIGNED = new Climbing(Stage.AUTONOMOUS, 1, List.of(), 0);

    private static final long SEED = Long.getLong("remit.seed", 1);

    @TempDir
    Path folder;

    private Pack pack;

    @ParameterizedTest
    @ValueSource(strings = {"0.4", "0.5", "0.6"})
    void nothing_is_taken_back_by_an_error_alarm_while_no_more_is_wrong_than_is_tolerated(String history) {
        pack = PackReader.read(TestingShared.pack("invoices")).orThrow();
        double tolerated = Terms.of(pack.contract(), "segment").limits().tolerated();
        int looked = 0;
        try (TestingOffice office = TestingOffice.seeded(folder.resolve("office"), SEED)) {
            office.climb(
                    TestingShared.pack("invoices"), TestingShared.data("gla-spend/gla-spend.csv.gz"), history, SIGNED);
            Map<String, Map<YearMonth, Reviews>> truths = truths(office);
            Map<String, List<Move>> bySegment = office.installation().ladders().of("invoices").moves().stream()
                    .collect(Collectors.groupingBy(move -> move.segment().name()));
            for (Map.Entry<String, List<Move>> each : bySegment.entrySet()) {
                for (YearMonth month : tolerable(truths.getOrDefault(each.getKey(), Map.of()), tolerated)) {
                    looked++;
                    assertThat(alarms(each.getValue(), month))
                            .as("%s in %s of seed %d", each.getKey(), month, SEED)
                            .isEmpty();
                }
            }
        }
        assertThat(looked).as("months of segments that were looked at").isGreaterThan(10);
    }

    /** The months up to the first in which, of all that became known by then, more was wrong than is tolerated. */
    private static List<YearMonth> tolerable(Map<YearMonth, Reviews> months, double tolerated) {
        var found = new ArrayList<YearMonth>();
        for (Map.Entry<YearMonth, Reviews> each : new TreeMap<>(months).entrySet()) {
            Reviews seen = each.getValue();
            if (seen.errors() > tolerated * seen.count()) break;
            found.add(each.getKey());
        }
        return found;
    }

    private List<Move> alarms(List<Move> moves, YearMonth month) {
        return moves.stream()
                .filter(move -> month(move.at()).equals(month))
                .filter(move -> move.event() instanceof LadderEvent.Demoted demoted
                        && demoted.cause() == Cause.ALARM
                        && !demoted.restored().isEmpty())
                .toList();
    }

    /** By segment and the month in which it becomes known: of the lines that the rules alone would clear, how many are wrong. */
    private Map<String, Map<YearMonth, Reviews>> truths(TestingOffice office) {
        Map<String, Map<YearMonth, Reviews>> truths = new HashMap<>();
        Streaming.query(
                office.installation().source(),
                "select coalesce(c.segment, ''), c.at, e.leaf, (c.observed->>'account')"
                        + " is distinct from (c.state::jsonb->'proposal'->>'decision')"
                        + " from case_view c join event e on e.case_id = c.case_id and e.type = 'Decided'"
                        + " where c.process = ? and c.observed is not null",
                List.of("invoices"),
                row -> {
                    if (!Decision.clearsButForStage(Event.read(row.getString(3)).body())) return;
                    Instant known =
                            row.getTimestamp(2).toInstant().plus(pack.intake().outcomeAfter());
                    truths.computeIfAbsent(row.getString(1), _ -> new HashMap<>())
                            .merge(
                                    month(known),
                                    Reviews.NONE.with(row.getBoolean(4)),
                                    (one, other) -> new Reviews(
                                            one.errors() + other.errors(), one.correct() + other.correct()));
                });
        return truths;
    }

    private YearMonth month(Instant at) {
        return YearMonth.from(at.atZone(pack.contract().zone()));
    }
}

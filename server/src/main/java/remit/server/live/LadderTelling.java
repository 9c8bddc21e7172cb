package remit.server.live;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.process.ProcessContract;
import remit.server.store.Streaming;

/** Pages the escalation owner of a process when autonomy was taken back, once for each time that it was. */
public final class LadderTelling {
    /** Longer than any outage that somebody would not notice otherwise. */
    private static final Duration RECENT = Duration.ofDays(7);

    private final NoticeOutbox outbox;
    private final DataSource source;
    private final Supplier<List<ProcessContract>> contracts;
    private final InstantSource clock;

    public LadderTelling(
            NoticeOutbox outbox, DataSource source, Supplier<List<ProcessContract>> contracts, InstantSource clock) {
        this.outbox = outbox;
        this.source = source;
        this.contracts = contracts;
        this.clock = clock;
    }

    /** Queues what nobody was told of yet; telling again tells nothing. */
    public void tell() {
        for (ProcessContract contract : contracts.get()) {
            Streaming.query(
                    source,
                    "select leaf from event where process = ? and type = 'Demoted' and case_id is null"
                            + " and recorded_at > ?",
                    List.of(contract.id(), clock.instant().minus(RECENT).atOffset(ZoneOffset.UTC)),
                    row -> tell(contract, Event.read(row.getString(1))));
        }
    }

    private void tell(ProcessContract contract, Event demoted) {
        Json.Obj body = demoted.body();
        // In shadow there is nothing to take back: only the evidence begins anew.
        if (body.array("restored").isEmpty()) return;
        outbox.addDemotion(
                demoted.id(),
                contract.id(),
                contract.people().escalation().owner().contact(),
                Json.object("cause", body.text("cause", ""), "stage", body.text("to", "")));
    }
}

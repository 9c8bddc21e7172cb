package remit.server.runs;

import java.time.InstantSource;
import javax.sql.DataSource;
import remit.kernel.Actor;
import remit.server.access.Acting;
import remit.server.authors.AuthorTools;
import remit.server.cases.Dispatcher;
import remit.server.catalog.Catalog;
import remit.server.gateway.Gateway;
import remit.server.ladders.Ladders;
import remit.server.store.CaseReader;
import remit.server.store.EvidenceLog;
import remit.server.store.RunStore;
import remit.server.store.VersionStore;
import remit.server.telemetry.Telemetry;

/** What a run works with; wired once, in {@code app}. @param acting who hands the rows in */
public record RunParts(
        DataSource dataSource,
        EvidenceLog log,
        CaseReader reader,
        Catalog catalog,
        VersionStore versions,
        RunStore runs,
        Gateway gateway,
        AuthorTools authors,
        Ladders ladders,
        Acting acting,
        Telemetry telemetry,
        InstantSource clock) {
    /** Parts that tell no spans. */
    public RunParts(
            DataSource dataSource,
            EvidenceLog log,
            CaseReader reader,
            Catalog catalog,
            VersionStore versions,
            RunStore runs,
            Gateway gateway,
            AuthorTools authors,
            Ladders ladders,
            Acting acting,
            InstantSource clock) {
        this(
                dataSource,
                log,
                reader,
                catalog,
                versions,
                runs,
                gateway,
                authors,
                ladders,
                acting,
                Telemetry.off(),
                clock);
    }

    /** The same with another one who hands the rows in. */
    public RunParts as(Actor other) {
        return new RunParts(
                dataSource,
                log,
                reader,
                catalog,
                versions,
                runs,
                gateway,
                authors,
                ladders,
                Acting.self(other),
                telemetry,
                clock);
    }

    /** A new dispatcher, to be closed by who asks for it. */
    public Dispatcher dispatcher() {
        return new Dispatcher(new Dispatcher.Parts(catalog, gateway, log, reader, dataSource, telemetry, clock));
    }

    public Actor actor() {
        return acting.actor();
    }
}

package remit.server.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.server.access.Acting;
import remit.server.authors.AuthorSecrets;
import remit.server.authors.AuthorTools;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Connector;
import remit.server.gateway.Gateway;
import remit.server.live.LiveDesk;
import remit.server.packs.PackReader;
import remit.server.store.CaseReader;
import remit.server.store.RunStore;
import remit.server.wiring.Installation;

/**
 * A served process of a {@link TestingShop} in front of two HTTP systems of record, {@code ledger} and {@code other}, under
 * a clock that can be moved on. Its author has learned nothing, so every case waits for a person.
 */
public final class TestingDesk implements AutoCloseable {
    public static final Actor OFFICER = new Actor(Actor.Kind.PERSON, "p_officer");

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    final PublishedProcess published;
    public final CaseReader reader;
    public final RunParts parts;
    final LiveDesk desk;

    /** @param edit what another version of the pack says instead */
    public TestingDesk(TestingOffice office, String process, Map<String, URI> systems, UnaryOperator<String> edit) {
        Installation installation = office.installation();
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        List<Connector> connectors = systems.entrySet().stream()
                .map(each -> Connector.http(each.getKey(), each.getValue(), null))
                .toList();
        Gateway gateway = Gateway.open(
                        installation.path(),
                        installation.database().installation().keyring(),
                        connectors,
                        clock)
                .orThrow();
        reader = installation.reader();
        parts = new RunParts(
                installation.source(),
                installation.log(),
                reader,
                installation.catalog(),
                installation.versions(),
                new RunStore(installation.source()),
                gateway,
                AuthorTools.of(AuthorSecrets.NONE),
                installation.ladders(),
                Acting.self(OFFICER),
                clock);
        Path folder = pack(office.folder(), process, edit);
        published = parts.catalog()
                .publish(PackReader.read(folder).orThrow(), Acting.self(OFFICER), clock.instant())
                .orThrow();
        desk = new LiveDesk(parts, List.of(new LiveDesk.Served(published, folder)));
    }

    private static Path pack(Path parent, String process, UnaryOperator<String> edit) {
        Path folder = TestingShop.pilot(TestingShop.of(process).pack(parent));
        Path contract = folder.resolve("process.yaml");
        try {
            Files.writeString(contract, edit.apply(Files.readString(contract)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    public void moveOn(Duration time) {
        ahead.updateAndGet(time::plus);
    }

    /** A case that waits for a person. */
    String held(String document) {
        var fields = Map.of(
                "document", document, "posted_on", "2024-05-06", "supplier", "S01", "amount", "12.50", "remark", "");
        return desk.accept(OFFICER, published.id(), fields).orThrow().caseId();
    }

    Checked<CaseState> decide(String caseId, String decision) {
        long seq = state(caseId).seq();
        var review = new Casework.Review(OFFICER, Casework.Review.Outcome.EDIT, decision, "other", seq);
        return desk.review(caseId, review, "");
    }

    /** A case on which a person decided A4001, and what became of the posting. */
    public String decided(String document) {
        String caseId = held(document);
        decide(caseId, "A4001").orThrow();
        desk.drain();
        return caseId;
    }

    CaseState state(String caseId) {
        return reader.byId(caseId).orElseThrow().state();
    }

    /** What the one action of a case has come to. */
    public String effect(String caseId) {
        return String.join(",", state(caseId).actions().values());
    }

    public String actionId(String caseId) {
        return state(caseId).actions().keySet().iterator().next();
    }

    public CaseReader.StoredEvent last(String caseId) {
        return reader.timeline(caseId).getLast();
    }

    /** Takes up what is open, and waits for its end. */
    public void recover() {
        desk.recover();
        desk.drain();
    }

    @Override
    public void close() {
        desk.close();
    }
}

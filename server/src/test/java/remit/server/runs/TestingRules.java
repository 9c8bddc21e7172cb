package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.server.access.Acting;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.Participant;
import remit.server.changes.Proposal;
import remit.server.packs.PackReader;

/** A process whose rules change, on a real database: somebody who writes, somebody else who approves. */
class TestingRules {
    static final String PROCESS = "changed";
    static final Participant WRITER = participant("p_writer");
    static final Participant SECOND = participant("p_second");

    @TempDir
    Path folder;

    final TestingShop shop;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T08:00:00Z"));
    Path pack;

    TestingRules() {
        this(PROCESS);
    }

    TestingRules(String process) {
        this.shop = TestingShop.of(process);
    }

    static Participant participant(String id) {
        return new Participant(Acting.self(new Actor(Actor.Kind.PERSON, id)), _ -> true);
    }

    @BeforeEach
    void writePack() {
        pack = shop.pack(folder);
    }

    TestingOffice begun() {
        TestingOffice office = TestingOffice.open(folder);
        office.run(pack, shop.file(folder, "first.csv", TestingPurchases.ledger(7, 200)), "0.5");
        return office;
    }

    Changes changes(TestingOffice office) {
        var installation = office.installation();
        return new Changes(new Changes.Parts(
                installation.catalog(), installation.versions(), installation.log(), installation.source(), now::get));
    }

    Path edited(String from, String to) {
        edit(pack.resolve("authority.dmn"), from, to);
        return pack;
    }

    static void edit(Path file, String from, String to) {
        try {
            String text = Files.readString(file);
            assertThat(text).contains(from);
            Files.writeString(file, text.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Proposal.Folder folder(Path pack) {
        return new Proposal.Folder(PackReader.read(pack).orThrow());
    }

    static String code(Checked<?> refused) {
        return refused.problems().getFirst().code();
    }

    Change submitted(Changes changes, Path pack) {
        Change draft = changes.draft(WRITER, folder(pack), List.of(), "").orThrow();
        return changes.submit(WRITER, draft.id(), new Changes.Submission("credit notes are larger now", null, false))
                .orThrow();
    }

    static Change approved(Changes changes, Change change) {
        return changes.approve(SECOND, change.id(), change.state().versions().proposed(), "")
                .orThrow();
    }
}

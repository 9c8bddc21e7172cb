package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import remit.change.AccessEvent;
import remit.change.Accounts;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.server.access.Acting;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.Changes;
import remit.server.changes.Participant;
import remit.server.changes.Proposal;
import remit.server.packs.PackReader;
import remit.server.store.EvidenceLog;

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

    /** Whoever takes part in a test had an account before. */
    static Accounts accounts() {
        Accounts accounts = Accounts.NONE;
        var rights = new AccessEvent.Rights(Set.of("approver"), true, false, "");
        for (int i = -2; i < 8; i++) {
            String id = i == -2 ? "p_writer" : i == -1 ? "p_second" : "p_approver" + i;
            accounts = accounts.apply(new AccessEvent.Added(id, rights, true), EvidenceLog.engine(), Instant.EPOCH);
        }
        return accounts;
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
        return changes(office, now::get);
    }

    /** Change control over people who had an account before. */
    static Changes changes(TestingOffice office, InstantSource clock) {
        var installation = office.installation();
        return new Changes(new Changes.Parts(
                installation.catalog(),
                installation.versions(),
                installation.log(),
                installation.source(),
                clock,
                TestingRules::accounts));
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
        return changes.approve(SECOND, change.id(), ChangeSeen.of(change), "").orThrow();
    }

    /** A table that holds whatever matches, and has nothing against the rest. */
    static byte[] level(String fact, String type, String cell) {
        return """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="l" name="l" namespace="urn:l">
                  <decision id="d" name="Limits"><decisionTable id="t" hitPolicy="FIRST">
                    <input id="i"><inputExpression id="e" typeRef="%s"><text>%s</text></inputExpression></input>
                    <output id="o" name="verdict" typeRef="string"/><output id="p" name="reason" typeRef="string"/>
                    <rule id="r"><inputEntry id="a"><text>%s</text></inputEntry>
                      <outputEntry id="b"><text>"checkpoint"</text></outputEntry>
                      <outputEntry id="c"><text>"above what the organisation lets clear"</text></outputEntry></rule>
                    <rule id="s"><inputEntry id="f"><text>-</text></inputEntry>
                      <outputEntry id="g"><text>"auto_clear"</text></outputEntry>
                      <outputEntry id="h"><text>"nothing against it"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>""".formatted(type, fact, cell).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}

package remit.server.runs;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import remit.server.changes.Change;
import remit.server.changes.ChangeTrial;
import remit.server.changes.Changes;
import remit.server.changes.Trials;

/** A shop whose table clears amounts up to 200 alone, with half of a ledger decided under it: changes are tried on that. */
class TestingTried extends TestingRules {
    static final String PROCESS = "tried";

    TestingTried() {
        super(PROCESS);
    }

    @Override
    @BeforeEach
    void writePack() {
        pack = pack(folder, PROCESS);
    }

    /** The pack, with row 3 clearing amounts up to 200 alone. */
    static Path pack(Path folder, String process) {
        Path pack = TestingShop.of(process).pack(folder);
        edit(pack.resolve("authority.dmn"), "&gt; 0<", "(0..200]<");
        return pack;
    }

    @Override
    TestingOffice begun() {
        TestingOffice office = TestingOffice.open(folder);
        run(office, pack, PROCESS);
        return office;
    }

    static void run(TestingOffice office, Path pack, String process) {
        Path file = TestingShop.of(process).file(office.folder(), process + ".csv", TestingPurchases.ledger(7, 600));
        office.run(pack, file, "0.5");
    }

    static Trials trials(TestingOffice office) {
        return new Trials(office.installation().changeParts());
    }

    static ChangeTrial trial(TestingOffice office, Change change) {
        return trials(office).of(change, Trials.USUAL).orThrow();
    }

    static Change draft(Changes changes, Path pack) {
        return changes.draft(WRITER, folder(pack), List.of(), "").orThrow();
    }

    /** A level's table on the amount. */
    static byte[] level(String cell) {
        return level("money", "number", cell);
    }
}

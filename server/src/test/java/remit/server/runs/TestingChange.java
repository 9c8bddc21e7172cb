package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.server.access.Acting;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.Participant;
import remit.server.changes.Proposal;
import remit.server.packs.PackReader;

/** A shop whose table clears amounts up to 200, and people who change that. */
final class TestingChange {
    static final String PROCESS = "tried";
    static final Participant WRITER = participant("p_writer");
    static final Participant SECOND = participant("p_second");

    private TestingChange() {}

    private static Participant participant(String id) {
        return new Participant(Acting.self(new Actor(Actor.Kind.PERSON, id)), _ -> true);
    }

    /** The pack, with row 3 clearing amounts up to 200 alone. */
    static Path pack(Path folder, String process) {
        Path pack = TestingShop.of(process).pack(folder);
        edit(pack.resolve("authority.dmn"), "&gt; 0<", "(0..200]<");
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

    /** An office in which half of a ledger was decided under the pack. */
    static TestingOffice office(Path folder, Path pack) {
        TestingOffice office = TestingOffice.open(folder);
        run(office, pack, TestingChange.PROCESS);
        return office;
    }

    static void run(TestingOffice office, Path pack, String process) {
        Path file = TestingShop.of(process).file(office.folder(), process + ".csv", TestingPurchases.ledger(7, 600));
        office.run(pack, file, "0.5");
    }

    static Change draft(Changes changes, Path pack) {
        return changes.draft(WRITER, new Proposal.Folder(PackReader.read(pack).orThrow()), List.of(), "")
                .orThrow();
    }

    static String code(Checked<?> refused) {
        return refused.problems().getFirst().code();
    }

    /** A level's table that holds what matches, and has nothing against the rest. */
    static byte[] level(String cell) {
        return """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="l" name="l" namespace="urn:l">
                  <decision id="d" name="Limits"><decisionTable id="t" hitPolicy="FIRST">
                    <input id="i"><inputExpression id="e" typeRef="number"><text>money</text></inputExpression></input>
                    <output id="o" name="verdict" typeRef="string"/><output id="p" name="reason" typeRef="string"/>
                    <rule id="r"><inputEntry id="a"><text>%s</text></inputEntry>
                      <outputEntry id="b"><text>"checkpoint"</text></outputEntry>
                      <outputEntry id="c"><text>"above what the organisation lets clear"</text></outputEntry></rule>
                    <rule id="s"><inputEntry id="f"><text>-</text></inputEntry>
                      <outputEntry id="g"><text>"auto_clear"</text></outputEntry>
                      <outputEntry id="h"><text>"nothing against it"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>""".formatted(cell).getBytes(StandardCharsets.UTF_8);
    }
}

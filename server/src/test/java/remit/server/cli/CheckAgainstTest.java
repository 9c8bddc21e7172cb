package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.cli.console.ExitStatus;

final class CheckAgainstTest {
    private static final Path PACK = TestingLine.ROOT.resolve("packs/invoices");

    @TempDir
    Path folder;

    private static TestingLine.Ended check(Object... words) {
        var line = new ArrayList<>(List.of("rules", "check"));
        Stream.of(words).map(Object::toString).forEach(line::add);
        return TestingLine.here(line);
    }

    private Path changed(String cell, String into) throws IOException {
        String dmn = Files.readString(PACK.resolve("authority.dmn"));
        assertThat(dmn).contains(cell);
        return Files.writeString(folder.resolve("new.dmn"), dmn.replace(cell, into));
    }

    @Test
    void a_row_that_clears_more_than_before_is_told_with_a_case_and_is_no_finding() throws IOException {
        Path looser = changed("row_4_confident\"><text>true", "row_4_confident\"><text>-");
        TestingLine.Ended ended = check(looser, "--against", PACK);
        assertThat(ended.out())
                .contains("against " + PACK + ": 1 row newly clears cases by itself\n", "  row 4 newly clears amount ")
                .contains("confident false; before, row 5 said checkpoint");
        assertThat(ended.status()).isEqualTo(check(looser).status());
    }

    @Test
    void two_files_say_themselves_what_their_facts_hold() throws IOException {
        Path looser = changed("(0..1000000]", "(0..2000000]");
        TestingLine.Ended ended = check(looser, "--against", PACK.resolve("authority.dmn"));
        assertThat(ended.out()).contains("nothing newly clears by itself");
        Path higher = Files.writeString(
                folder.resolve("higher.dmn"), Files.readString(looser).replace("&gt; 1000000", "&gt; 2000000"));
        assertThat(check(higher, "--against", looser).out())
                .contains("row 4 newly clears amount ", "before, row 2 said checkpoint");
    }

    @Test
    void what_newly_clears_is_part_of_the_object() throws IOException {
        Path looser = changed("row_4_confident\"><text>true", "row_4_confident\"><text>-");
        Json.Obj told =
                Json.parseObject(check(PACK, "--against", PACK, "--json").out());
        assertThat(told.object("against").array("lines")).isEmpty();
        told = Json.parseObject(check(looser, "--against", PACK, "--json").out());
        Json.Obj line = (Json.Obj) told.object("against").array("lines").getFirst();
        assertThat(line.text("kind", "")).isEqualTo("newly_clears");
        assertThat(line.text("before", "")).isEqualTo("row 5 said checkpoint");
    }

    /** A row up to another fact, which stands in no column; all other cases are held. */
    private Path limited(String name, String comparison) throws IOException {
        return Files.writeString(folder.resolve(name), """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:test">
                  <inputData id="x" name="amount"><variable name="amount" typeRef="number"/></inputData>
                  <inputData id="y" name="limit"><variable name="limit" typeRef="number"/></inputData>
                  <decision id="d" name="authority">
                    <informationRequirement id="q"><requiredInput href="#x"/></informationRequirement>
                    <informationRequirement id="r"><requiredInput href="#y"/></informationRequirement>
                    <decisionTable id="t" hitPolicy="UNIQUE">
                    <input id="i"><inputExpression id="e" typeRef="number"><text>amount</text></inputExpression></input>
                    <output id="o" name="verdict" typeRef="string">
                      <defaultOutputEntry id="f"><text>"checkpoint"</text></defaultOutputEntry></output>
                    <rule id="a"><inputEntry id="b"><text>%s limit</text></inputEntry>
                      <outputEntry id="c"><text>"auto_clear"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>""".formatted(comparison));
    }

    @Test
    void what_is_not_decided_stands_in_the_headline_and_is_a_finding() throws IOException {
        Path before = limited("before.dmn", "&lt;");
        Path after = limited("after.dmn", "&lt;=");
        assertThat(check(after).status()).isEqualTo(ExitStatus.OK);
        TestingLine.Ended ended = check(after, "--against", before);
        assertThat(ended.out())
                .contains(
                        "against " + before + ": 1 question not decided\n",
                        "  not decided: whether row 1 newly clears cases")
                .doesNotContain("0 rows", "nothing newly clears");
        assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(check(after, "--against", before, "--json").status()).isEqualTo(ExitStatus.FINDING);
        assertThat(check(after, "--against", after, "--json").status()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void two_versions_are_not_counted_over_past_cases_in_one_go() {
        TestingLine.Ended ended = check(PACK, "--against", PACK, "--data-dir", folder);
        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.errors()).contains("RMT-148", "leave out --data-dir");
        assertThat(check(PACK, "--against", folder.resolve("none.dmn")).errors())
                .contains("RMT-161", "no such file");
    }
}

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

    @Test
    void two_versions_are_not_counted_over_past_cases_in_one_go() {
        TestingLine.Ended ended = check(PACK, "--against", PACK, "--data-dir", folder);
        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.errors()).contains("RMT-148", "leave out --data-dir");
        assertThat(check(PACK, "--against", folder.resolve("none.dmn")).errors())
                .contains("RMT-161", "no such file");
    }
}

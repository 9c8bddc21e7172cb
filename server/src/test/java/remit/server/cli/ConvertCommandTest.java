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
import remit.server.cli.console.ExitStatus;

final class ConvertCommandTest {
    private static final Path TABLE = TestingLine.ROOT.resolve("packs/claims/authority.dmn");

    @TempDir
    Path folder;

    private TestingLine.Ended convert(Object... words) {
        var line = new ArrayList<>(List.of("rules", "convert"));
        Stream.of(words).map(Object::toString).forEach(line::add);
        return TestingLine.here(line);
    }

    @Test
    void a_table_goes_to_a_workbook_and_back_into_its_file() throws IOException {
        Path sheet = folder.resolve("rules.xlsx");
        Path back = folder.resolve("authority.dmn");
        assertThat(convert(TABLE, sheet)).satisfies(ended -> {
            assertThat(ended.status()).isEqualTo(ExitStatus.OK);
            assertThat(ended.out())
                    .startsWith("wrote " + sheet + ": Who decides a claim, ")
                    .endsWith(" rows\n");
        });
        Files.copy(TABLE, back);
        assertThat(convert(sheet, back, "--into", back).status()).isEqualTo(ExitStatus.OK);
        assertThat(Files.readString(back)).contains("id=\"row_1_claim_type\"");
        assertThat(TestingLine.here(List.of("rules", "check", back.toString())).out())
                .isEqualTo(TestingLine.here(List.of("rules", "check", TABLE.toString()))
                        .out());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList()).containsExactlyInAnyOrder(sheet, back);
        }
    }

    @Test
    void a_wrong_cell_is_named_and_nothing_is_written() throws IOException {
        Path sheet = folder.resolve("rules.csv");
        Path out = folder.resolve("new.dmn");
        convert(TABLE, sheet);
        Files.writeString(sheet, Files.readString(sheet).replaceFirst("true", "perhaps"));
        TestingLine.Ended ended = convert(sheet, out);
        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.errors()).contains("RMT-104", "rules.csv row ", "column ", "write true or false");
        assertThat(out).doesNotExist();
        assertThat(convert(folder.resolve("none.csv"), out).errors()).contains("there is no such file");
        assertThat(convert(TABLE, out, "--dmn", "2.0").errors()).contains("write 1.3, 1.4 or 1.5");
    }
}

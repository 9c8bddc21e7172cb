package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;

/** What the how-to prints is a pack that works, and says of every key what it means. */
final class HowToTest {
    @TempDir
    private Path folder;

    private static String page() throws IOException {
        Path fromModule = Path.of("..", "docs", "how-to", "write-a-pack.md");
        return Files.readString(Files.exists(fromModule) ? fromModule : Path.of("docs", "how-to", "write-a-pack.md"));
    }

    /** The first fenced block behind a heading. */
    private static String block(String heading) throws IOException {
        String page = page();
        int from = page.indexOf(heading);
        assertThat(from).as(heading).isNotNegative();
        var fence = Pattern.compile("```[a-z]*\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(fence.find(from)).isTrue();
        return fence.group(1);
    }

    private static PackFile file(String path, String text) {
        return new PackFile(path, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_worked_example_is_a_pack_that_reads_its_ledger() throws IOException {
        Pack pack = PackReader.read(
                        "my-pack",
                        List.of(
                                file("authority.dmn", block("### authority.dmn")),
                                file("cases/first.yaml", block("### cases/first.yaml")),
                                file("intake.yaml", block("### intake.yaml")),
                                file("process.yaml", block("### process.yaml"))))
                .orThrow();
        Path ledger = Files.writeString(folder.resolve("ledger.csv"), block("## A worked example"));

        var rows = new ArrayList<Row>();
        new RowReader(pack.intake(), pack.contract().zone())
                .open(ledger, RowReader.Outcomes.EXPECTED)
                .orThrow()
                .rows(rows::add);

        assertThat(rows).hasSize(2).allMatch(row -> row instanceof Row.SourceRow);
        assertThat(((Row.SourceRow) rows.get(1)).inputs().get("amount")).hasToString("Numeric[number=-86.10]");
        assertThat(pack.scenarios()).hasSize(3);
    }

    @Test
    void every_key_of_the_schemas_stands_on_the_page() throws IOException {
        String page = page();
        for (String schema : List.of("intake", "process", "cases")) {
            try (var stream = HowToTest.class.getResourceAsStream("/schemas/v1/" + schema + ".json")) {
                assertThat(stream).isNotNull();
                var document = Json.parseObject(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                described(schema, document, page);
            }
        }
    }

    /** Every property has a description for editors, and its name appears on the page. */
    private static void described(String path, Json.Obj schema, String page) {
        schema.object("properties").fields().forEach((name, property) -> {
            Json.Obj part = (Json.Obj) property;
            assertThat(part.text("description", "")).as(path + "." + name).isNotBlank();
            assertThat(page).as(path + "." + name).contains(name);
            described(path + "." + name, part, page);
        });
        for (String inner : List.of("items", "additionalProperties")) {
            if (schema.get(inner) instanceof Json.Obj part) {
                assertThat(part.text("description", "")).as(path + "." + inner).isNotBlank();
                described(path + "." + inner, part, page);
            }
        }
    }
}

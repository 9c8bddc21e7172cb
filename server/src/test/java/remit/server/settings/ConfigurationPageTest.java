package remit.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of the configuration names every setting as the program has it, and no other. */
final class ConfigurationPageTest {
    private static final String PAGE = "docs/reference/configuration.md";

    private static List<String> rows(String heading) throws IOException {
        Path fromModule = Path.of("..").resolve(PAGE);
        List<String> lines = Files.readAllLines(Files.exists(fromModule) ? fromModule : Path.of(PAGE));
        int from = lines.indexOf(heading);
        assertThat(from).as(heading).isNotNegative();
        return lines.subList(from + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static String row(Setting setting) {
        String otherwise = setting.otherwise().map(value -> "`" + value + "`").orElse("");
        String secret = setting.isSecret() ? " Secret." : "";
        return "| `%s` | `%s` | %s | %s.%s |"
                .formatted(setting.key(), setting.variable(), otherwise, setting.description(), secret);
    }

    @Test
    void every_setting_stands_on_the_page_with_its_variable_default_and_meaning() throws IOException {
        assertThat(rows("| key | environment | default | what |"))
                .containsExactlyElementsOf(Arrays.stream(Setting.values())
                        .map(ConfigurationPageTest::row)
                        .toList());
    }

    @Test
    void every_field_of_a_connector_stands_on_the_page() throws IOException {
        List<String> told = rows("| field | what |").stream()
                .map(line -> line.split("\\|")[1].strip())
                .flatMap(names -> Stream.of(names.replace("`", "").split(", ")))
                .toList();

        assertThat(told).containsExactlyInAnyOrderElementsOf(Connector.FIELDS);
    }
}

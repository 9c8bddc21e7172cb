package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/problems.md lists every code that the sources can give, and no other. */
final class ProblemCodesTest {
    private static final Pattern CODE = Pattern.compile("\"(RMT-[0-9]{3})\"");
    private static final Pattern LISTED = Pattern.compile("(?m)^\\| (RMT-[0-9]{3}) \\| ([^|]+) \\| ([^|]+) \\|$");

    @Test
    void page_lists_every_code_once_and_no_other() throws IOException {
        var given = new TreeMap<String, String>();
        for (String module : List.of("engine", "server")) {
            try (Stream<Path> files =
                    Files.walk(TestingLine.ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    Matcher matcher = CODE.matcher(Files.readString(file));
                    while (matcher.find())
                        given.put(matcher.group(1), file.getFileName().toString());
                }
            }
        }
        assertThat(given).hasSizeGreaterThan(150);
        var listed = new TreeSet<String>();
        Matcher matcher = LISTED.matcher(Files.readString(TestingLine.ROOT.resolve("docs/reference/problems.md")));
        while (matcher.find())
            assertThat(listed.add(matcher.group(1)))
                    .as(matcher.group(1) + " once")
                    .isTrue();
        var missing = new TreeMap<>(given);
        missing.keySet().removeAll(listed);
        assertThat(missing)
                .as("codes of the sources to be explained in docs/reference/problems.md")
                .isEmpty();
        listed.removeAll(given.keySet());
        assertThat(listed)
                .as("codes of docs/reference/problems.md that no source gives")
                .isEmpty();
    }
}

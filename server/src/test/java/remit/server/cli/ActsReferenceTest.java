package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import remit.kernel.Json;

/** Nothing that changes something or takes data out comes in without somebody saying what evidence it leaves. */
final class ActsReferenceTest {
    private static final Path ROOT = TestingLine.ROOT;
    private static final Path WEB = ROOT.resolve("server/src/main/java/remit/server/web");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (.+) \\| (.+) \\|$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private record Row(String leaves, List<String> of) {}

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/reference/acts.md"));
    }

    private static List<Row> rows(String section) throws IOException {
        String page = page();
        int from = page.indexOf("\n## " + section + "\n");
        assertThat(from).as(section).isNotNegative();
        int to = page.indexOf("\n## ", from + 1);
        var rows = new ArrayList<Row>();
        Matcher row = ROW.matcher(page.substring(from, to));
        while (row.find()) if (!row.group(1).equals("leaves")) rows.add(new Row(row.group(1), codes(row.group(2))));
        return rows;
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static List<String> named(String section) throws IOException {
        return rows(section).stream().flatMap(row -> row.of().stream()).toList();
    }

    private static void commands(CommandLine line, List<String> into) {
        into.add(line.getCommandSpec().qualifiedName());
        line.getSubcommands().values().forEach(each -> commands(each, into));
    }

    @Test
    void every_command_is_named_with_what_it_leaves() throws IOException {
        var commands = new ArrayList<String>();
        commands(TestingLine.line(), commands);
        assertThat(named("Commands"))
                .as("name what a new command leaves in docs/reference/acts.md; record it with remit.server.acts.Acts")
                .containsExactlyInAnyOrderElementsOf(commands);
    }

    @Test
    void every_address_of_the_api_is_named_with_what_it_leaves() throws IOException {
        Json.Obj paths = Json.parseObject(Files.readString(ROOT.resolve("server/src/main/resources/openapi.json")))
                .object("paths");
        var addresses = new ArrayList<String>();
        paths.fields()
                .forEach((path, methods) -> ((Json.Obj) methods)
                        .fields().keySet().stream()
                                .filter(method -> method.matches("get|post|put|patch|delete"))
                                .forEach(method ->
                                        addresses.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
        assertThat(named("API")).containsExactlyInAnyOrderElementsOf(addresses);
    }

    @Test
    void every_form_of_the_pages_is_named_with_what_it_leaves() throws IOException {
        assertThat(named("Forms of the pages")).containsExactlyInAnyOrderElementsOf(forms());
    }

    /** As the sources write them: {@code .POST("/halts", ...)}, with the two constants that some begin with. */
    private static List<String> forms() throws IOException {
        var forms = new ArrayList<String>();
        try (Stream<Path> sources = Files.list(WEB)) {
            for (Path each :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(each);
                Matcher post = Pattern.compile("\\.(POST|PUT|PATCH|DELETE)\\((\\w+ \\+ )?\"([^\"]+)\"")
                        .matcher(source);
                int found = 0;
                while (post.find()) {
                    found++;
                    for (String start : starts(post.group(2), source)) forms.add(start + post.group(3));
                }
                assertThat(found)
                        .as("forms of %s that are written as a text", each.getFileName())
                        .isEqualTo((int) Pattern.compile("\\.(POST|PUT|PATCH|DELETE)\\(")
                                .matcher(source)
                                .results()
                                .count());
            }
        }
        return forms;
    }

    private static List<String> starts(@Nullable String variable, String source) {
        if (variable == null) return List.of("");
        String declared = variable.startsWith("subject") ? "SUBJECTS =\\s+List.of\\(([^;]+)\\);" : "PATH = ([^;]+);";
        Matcher declaration = Pattern.compile(declared).matcher(source);
        assertThat(declaration.find()).as(variable).isTrue();
        return Pattern.compile("\"([^\"]+)\"")
                .matcher(declaration.group(1))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void what_is_said_to_be_left_are_events_of_the_evidence() throws IOException {
        String evidence = Files.readString(ROOT.resolve("docs/reference/evidence.md"));
        for (String section : List.of("Commands", "API", "Forms of the pages")) {
            for (Row row : rows(section)) {
                List<String> types = codes(row.leaves()).stream()
                        .filter(code -> code.matches("[A-Z]\\w+"))
                        .toList();
                assertThat(row.leaves().matches("nothing: .+|as the commands .+|the step .+") || !types.isEmpty())
                        .as(row.leaves())
                        .isTrue();
                for (String type : types) assertThat(evidence).as(type).contains("`" + type + "`");
            }
        }
    }
}

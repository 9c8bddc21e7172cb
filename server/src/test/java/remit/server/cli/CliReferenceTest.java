package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import remit.server.cli.console.ExitStatus;

/** docs/reference/cli.md is what the commands say of themselves; {@code -Dremit.write=true} writes it anew. */
final class CliReferenceTest {
    private static final Path PAGE = TestingLine.ROOT.resolve("docs/reference/cli.md");

    @Test
    void page_says_what_the_commands_say() throws IOException {
        String page = page();
        if (Boolean.getBoolean("remit.write")) Files.writeString(PAGE, page);
        assertThat(Files.readString(PAGE))
                .as("write it anew with -Dtest=CliReferenceTest -Dremit.write=true")
                .isEqualTo(page);
    }

    @Test
    void every_command_gives_examples_that_it_understands() {
        int examples = 0;
        for (CommandLine command : commands().values()) {
            List<String> lines = Stream.of(
                            command.getCommandSpec().usageMessage().footer())
                    .map(String::strip)
                    .filter(line -> line.matches("(REMIT_\\w+=\\S+ )?remit .*"))
                    .filter(line -> !line.startsWith("remit help COMMAND"))
                    .toList();
            assertThat(lines).as(command.getCommandSpec().qualifiedName()).isNotEmpty();
            for (String line : lines) {
                String plain = line.replaceFirst("^REMIT_\\S+ ", "").replaceFirst(" >.*", "");
                List<String> words = TestingLine.words(plain)
                        .subList(1, TestingLine.words(plain).size());
                assertThatCode(() -> TestingLine.line().parseArgs(words.toArray(String[]::new)))
                        .as(line)
                        .doesNotThrowAnyException();
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(25);
    }

    private static String page() {
        var page = new StringBuilder("""
                # Commands

                Written by `CliReferenceTest` from the commands themselves: change those, not this page.

                ## Exit statuses

                ```
                """);
        page.append(ExitStatus.TABLE).append("```\n");
        commands()
                .forEach((name, command) -> page.append("\n## ")
                        .append(name)
                        .append("\n\n```\n")
                        .append(command.getUsageMessage(CommandLine.Help.Ansi.OFF)
                                .lines()
                                .map(String::stripTrailing)
                                .reduce("", (text, line) -> text + line + "\n"))
                        .append("```\n"));
        return page.toString();
    }

    /** Every command that is shown, groups before what they group. */
    private static Map<String, CommandLine> commands() {
        var found = new LinkedHashMap<String, CommandLine>();
        var open = new ArrayList<>(List.of(TestingLine.line()));
        while (!open.isEmpty()) {
            CommandLine next = open.removeFirst();
            if (next.getCommandSpec().usageMessage().hidden()) continue;
            next.setUsageHelpWidth(100);
            found.put(next.getCommandSpec().qualifiedName(), next);
            open.addAll(0, next.getSubcommands().values());
        }
        return found;
    }
}

package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.Ending;
import remit.server.cli.console.ExitStatus;

/** What a new user reads who mistypes: endings.txt holds every answer; {@code -Dremit.write=true} writes it anew. */
final class EndingsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/remit/server/cli/endings.txt");

    @TempDir
    Path folder;

    @Test
    void a_demo_belongs_to_an_organisation_that_says_it_is_made_up() {
        var console = new Console(
                OutputStream.nullOutputStream(),
                new java.io.PrintWriter(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                java.time.InstantSource.system());
        assertThat(console.demoSettings(new CommonOptions(), 0).database().organisation())
                .endsWith("(synthetic)");
    }

    @Test
    void mistakes_are_answered_as_the_golden_file_says() throws IOException {
        Files.writeString(folder.resolve("file"), "a file");
        var answers = new StringBuilder();
        List<String> commands = Files.readString(GOLDEN)
                .lines()
                .filter(line -> line.startsWith("$ remit"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(25);
        for (String command : commands) {
            String real = command.substring(2)
                    .replace("PACKS", TestingLine.ROOT.resolve("packs").toString())
                    .replace("FOLDER", folder.toString());
            List<String> words = TestingLine.words(real);
            TestingLine.Ended ended = TestingLine.here(words.subList(1, words.size()));
            answers.append(command)
                    .append("\nexit ")
                    .append(ended.status())
                    .append('\n')
                    .append((ended.out() + ended.errors())
                            .replace(TestingLine.ROOT.resolve("packs").toString(), "PACKS")
                            .replace(folder.toString(), "FOLDER")
                            .replaceAll("\\bp_[0-9a-f]{16}", "p_ID"))
                    .append('\n');
        }
        if (Boolean.getBoolean("remit.write")) Files.writeString(GOLDEN, answers);
        assertThat(answers.toString())
                .as("write it anew with -Dtest=EndingsTest -Dremit.write=true, and read the difference")
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void full_disk_is_a_failure_and_a_reader_that_left_is_not_reported() {
        assertThat(ending("No space left on device").status()).isEqualTo(ExitStatus.FINDING);
        assertThat(ending("No space left on device").errors())
                .startsWith("RMT-085 standard output: cannot be written (No space left on device)");
        assertThat(ending("Broken pipe")).isEqualTo(new TestingLine.Ended(ExitStatus.READER_GONE, "", ""));
    }

    @Test
    void a_recording_outside_the_pack_and_an_address_that_is_none_fail_in_test_as_they_would_in_a_run()
            throws IOException {
        assertThat(testing("recorded, settings: {file: ../../../../etc/passwd}"))
                .startsWith("RMT-311 author.settings.file");
        assertThat(testing("http, settings: {url: \"file:///etc/passwd\"}")).startsWith("RMT-308");
    }

    private String testing(String author) throws IOException {
        Path shipped = TestingLine.ROOT.resolve("packs/invoices");
        Path pack = Files.createTempDirectory(folder, "pack");
        for (String name : List.of("process.yaml", "intake.yaml", "authority.dmn")) {
            String text = Files.readString(shipped.resolve(name));
            Files.writeString(
                    pack.resolve(name),
                    text.replaceAll(
                            "(?ms)^author:.*?^(?=\\S)",
                            "author: {kind: " + author + ", target: account, max_error: 3%}\n"));
        }
        TestingLine.Ended ended = TestingLine.here(List.of("test", pack.toString()));
        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        return ended.errors();
    }

    @Test
    void full_disk_is_no_bug_and_an_error_of_the_machine_leaves_no_bare_trace() {
        assertThat(failing(new java.io.UncheckedIOException(new IOException("No space left on device"))))
                .returns(ExitStatus.UNREACHABLE, TestingLine.Ended::status)
                .extracting(TestingLine.Ended::errors, org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("RMT-097");
        assertThat(failing(new StackOverflowError()))
                .returns(ExitStatus.BUG, TestingLine.Ended::status)
                .extracting(TestingLine.Ended::errors, org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("RMT-099 Remit itself failed: StackOverflowError")
                .hasLineCount(1);
    }

    @Test
    void what_came_from_elsewhere_cannot_steer_the_terminal() {
        var out = new java.io.ByteArrayOutputStream();
        var errors = new java.io.ByteArrayOutputStream();
        Console console = console(out, errors);
        String hostile = "a\u202eb\u0007\u001b[31mRED\u009b\r\tend\r\n.";
        console.print(hostile);
        console.note(hostile);
        String shown = "a\\u202eb\\u0007\\u001b[31mRED\\u009b\\u000d\tend\r\n.\n";
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(shown);
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo(shown);
    }

    private static Console console(OutputStream out, OutputStream errors) {
        return new Console(
                out, new java.io.PrintWriter(errors, true, StandardCharsets.UTF_8), java.time.InstantSource.system());
    }

    private static TestingLine.Ended failing(Throwable failure) {
        var errors = new java.io.ByteArrayOutputStream();
        int status = Ending.failed(failure, console(OutputStream.nullOutputStream(), errors));
        return new TestingLine.Ended(status, "", errors.toString(StandardCharsets.UTF_8));
    }

    private static TestingLine.Ended ending(String reason) {
        var broken = new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                throw new IOException(reason);
            }
        };
        var errors = new java.io.ByteArrayOutputStream();
        int status = RemitCommand.execute(() -> new String[] {"remit test"}, broken, errors, "--help");
        return new TestingLine.Ended(status, "", errors.toString(StandardCharsets.UTF_8));
    }

    @Test
    void bug_is_one_line_that_says_where_its_report_is() throws IOException {
        var errors = new java.io.ByteArrayOutputStream();
        Console console = console(OutputStream.nullOutputStream(), errors);
        var failure = new IllegalStateException("marker-" + folder.getFileName());
        assertThat(Ending.failed(failure, console)).isEqualTo(ExitStatus.BUG);
        String line = errors.toString(StandardCharsets.UTF_8);
        assertThat(line.lines())
                .singleElement()
                .asString()
                .startsWith("RMT-099 Remit itself failed")
                .contains("marker-");
        Path report = Path.of(line.strip().replaceFirst(".* ", ""));
        assertThat(Files.getPosixFilePermissions(report))
                .as("nobody else reads it")
                .hasToString(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")
                        .toString());
        assertThat(Files.readString(report)).contains(failure.getMessage(), "at remit.server.cli.EndingsTest");
    }
}

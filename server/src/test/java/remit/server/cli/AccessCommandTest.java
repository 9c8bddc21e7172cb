package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.OsAccount;
import remit.server.cli.console.ExitStatus;

/** Whose command it is that changes people, links and keys. */
final class AccessCommandTest {
    @TempDir
    Path folder;

    private List<String> words(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        return all;
    }

    @Test
    void what_a_user_can_set_does_not_choose_whose_command_it_is() throws Exception {
        for (String how : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
            TestingLine.Ended ended = TestingLine.elsewhere(
                    Map.of(how, "-Duser.name=mallory", "USER", "mallory", "LOGNAME", "mallory"),
                    words("access", "people", "--json"));
            assertThat(ended.status()).as(ended.errors()).isZero();
            Json.Obj first =
                    (Json.Obj) Json.parseObject(ended.out()).array("people").getFirst();
            assertThat(first.text("cli")).isEqualTo(OsAccount.name()).isNotEqualTo("mallory");
        }
    }

    @Test
    void the_account_is_the_one_that_owns_the_process() throws Exception {
        assertThat(OsAccount.name())
                .isEqualTo(Files.getOwner(Path.of("/proc/self")).getName());
    }

    @Test
    void people_links_and_keys_are_changed_under_one_s_own_account_alone() throws Exception {
        TestingLine.here(words("access", "people"));
        Path file = folder.resolve("data").resolve("access.yaml");
        // Even somebody who may act as others: a link in another's name would make one person two.
        Files.writeString(file, Files.readString(file).replace("    cli:", "    may_act_as: true\n    cli:"));
        String before = Files.readString(file);
        String me = OsAccount.name();
        for (List<String> command : List.of(
                words("access", "link", "--as", me),
                words("access", "key", "mine", "--scope", "cases:read", "--as", me),
                words("access", "add", "Dana Fox", "--role", "approver", "--as", me))) {
            TestingLine.Ended ended = TestingLine.here(command);
            assertThat(ended.status()).as(ended.errors()).isEqualTo(ExitStatus.NOT_AUTHORISED);
            assertThat(ended.errors()).contains("RMT-080", "--as");
            assertThat(ended.out()).isEmpty();
        }
        assertThat(Files.readString(file)).isEqualTo(before);
    }
}

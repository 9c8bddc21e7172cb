package remit.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Checked;
import remit.kernel.Keyring;
import remit.kernel.Problem;
import remit.ports.Tool.Answer;
import remit.process.ProcessContract.Flow;
import remit.process.ToolSpec;
import remit.process.ToolSpec.Effect;
import remit.server.gateway.Gateway.Left;
import remit.server.runs.TestingOffice;

/** A drop folder is one and the same on all nodes, wherever each of them has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SharedFoldersIT {
    private static final Keyring KEYS =
            new Keyring("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private Path folder;
    private TestingOffice office;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        office = TestingOffice.open(folder);
    }

    @AfterAll
    void close() {
        office.close();
    }

    private static Flow flow(String tool) {
        var spec = new ToolSpec(tool, "ledger", Effect.REVERSIBLE, Map.of("case", "$case"), Set.of());
        return new Flow(List.of(), List.of(spec), Set.of());
    }

    private Gateway node(String name, Connector... connectors) {
        return Gateway.open(folder.resolve(name), KEYS, List.of(connectors), new TestingDoor(), InstantSource.system())
                .orThrow()
                .sharing(new SharedFolders(office.installation().source()));
    }

    private static Action action(Gateway node, String tool, String caseId) {
        return node.prepare(flow(tool), tool, new Order("shop", "v1", caseId, "K", "pay", Map.of()))
                .orThrow();
    }

    private static Checked<Answer> settle(Gateway node, String tool, String caseId, Left left) {
        return node.settle(
                flow(tool), action(node, tool, caseId), left, Instant.now().plusSeconds(20));
    }

    private static List<String> codes(Checked<Answer> answer) {
        return answer.problems().stream().map(Problem::code).toList();
    }

    private List<Path> files(Path below) throws IOException {
        if (!Files.isDirectory(below)) return List.of();
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(each -> each.toString().endsWith(".json")).toList();
        }
    }

    @Test
    void a_folder_that_is_not_the_one_of_the_first_node_is_neither_used_nor_made() throws Exception {
        Gateway one = node("one");
        Gateway two = node("two");
        assertThat(settle(one, "own", "case_1", Left.NEVER_SENT).orThrow()).isInstanceOf(Answer.Answered.class);
        for (Left left : Left.values())
            assertThat(codes(settle(two, "own", "case_1", left))).containsExactly("RMT-491");
        assertThat(folder.resolve("two/outbox")).doesNotExist();
        assertThat(files(folder.resolve("one/outbox"))).hasSize(1);
    }

    @Test
    void a_folder_that_every_node_mounts_is_one_wherever_they_have_it() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Path mounted = Files.createSymbolicLink(folder.resolve("mounted"), disk);
        Gateway one = node("three", Connector.dropFolder("ledger", disk.resolve("in")));
        Gateway two = node("four", Connector.dropFolder("ledger", mounted.resolve("in")));
        assertThat(settle(one, "shared", "case_1", Left.NEVER_SENT).orThrow()).isInstanceOf(Answer.Answered.class);
        assertThat(settle(two, "shared", "case_1", Left.PERHAPS_SENT).orThrow())
                .as("done already")
                .isInstanceOf(Answer.Answered.class);
        assertThat(settle(two, "shared", "case_2", Left.NEVER_SENT).orThrow()).isInstanceOf(Answer.Answered.class);
        assertThat(files(disk)).hasSize(2);
    }

    @Test
    void of_two_nodes_that_begin_at_once_one_has_the_folder() throws Exception {
        try (var pool = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 10; round++) {
                String tool = "round" + round;
                Callable<Checked<Answer>> first = () -> settle(node("five"), tool, "case_1", Left.NEVER_SENT);
                Callable<Checked<Answer>> second = () -> settle(node("six"), tool, "case_1", Left.NEVER_SENT);
                long done = 0;
                for (var each : pool.invokeAll(List.of(first, second)))
                    if (each.get() instanceof Checked.Ok<Answer>(Answer.Answered _)) done++;
                assertThat(done).isEqualTo(1);
            }
        }
        assertThat(files(folder.resolve("five")).size()
                        + files(folder.resolve("six")).size())
                .isEqualTo(10);
    }

    @Test
    void a_folder_becomes_the_one_by_its_mark_when_its_owner_says_so() throws Exception {
        Gateway one = node("seven");
        Gateway two = node("eight");
        settle(one, "moved", "case_1", Left.NEVER_SENT).orThrow();
        String told = settle(two, "moved", "case_2", Left.NEVER_SENT)
                .problems()
                .getFirst()
                .toString();
        Path from = folder.resolve("seven/outbox/shop/moved");
        String mark = Files.readString(from.resolve(".remit-folder")).strip();
        assertThat(told).contains(mark);
        Path to = Files.createDirectories(folder.resolve("eight/outbox/shop/moved"));
        Files.writeString(to.resolve(".remit-folder"), mark + "\n");
        assertThat(settle(two, "moved", "case_2", Left.NEVER_SENT).orThrow()).isInstanceOf(Answer.Answered.class);
    }
}

package remit.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.ports.Tool.Answer;
import remit.ports.Tool.Request;

final class DropFolderTest {
    private static final Json.Obj ARGUMENTS = Json.object("document", "D1", "account", "400100");

    @TempDir
    private Path folder;

    @TempDir
    private Path registry;

    private Tool tool;

    private DropFolder.Place place(Path path) {
        return new DropFolder.Place(path, registry, true);
    }

    @BeforeEach
    void open() {
        tool = DropFolder.open(place(folder), InstantSource.system()).orThrow();
    }

    private static Instant soon() {
        return Instant.now().plus(Duration.ofSeconds(20));
    }

    private Answer dispatch(String id) {
        return tool.call(new Request.Dispatch(id, "post_line", ARGUMENTS), soon());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> !name.equals(DropFolder.MARKER))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void the_file_is_the_documented_one() throws IOException {
        assertThat(dispatch("act_1")).isEqualTo(new Answer.Answered("act_1.json"));
        assertThat(Files.readString(folder.resolve("act_1.json"))).isEqualTo("""
                        {
                          "schema": "remit.action/v1",
                          "request": "dispatch",
                          "action_id": "act_1",
                          "tool": "post_line",
                          "arguments": {
                            "document": "D1",
                            "account": "400100"
                          }
                        }
                        """);
        assertThat(names()).containsExactly("act_1.json", "done");
    }

    @Test
    void what_the_reader_has_moved_to_done_is_done() throws IOException {
        dispatch("act_1");
        Files.move(folder.resolve("act_1.json"), folder.resolve("done/act_1.json"));
        assertThat(tool.call(new Request.LookUp("act_1", "post_line"), soon()))
                .isEqualTo(new Answer.Answered("act_1.json"));
        assertThat(dispatch("act_1")).isEqualTo(new Answer.Answered("act_1.json"));
        assertThat(names()).containsExactly("done");
    }

    @Test
    void leftovers_of_a_crash_are_removed_at_start_and_nothing_else_is() throws IOException {
        dispatch("act_1");
        Files.writeString(folder.resolve(".act_2.json.0b1c.tmp"), "{\"schema\":");
        Files.writeString(folder.resolve("notes.txt"), "the reader's own");
        DropFolder.open(place(folder), InstantSource.system()).orThrow();
        assertThat(names()).containsExactly("act_1.json", "done", "notes.txt");
    }

    @Test
    void an_id_cannot_leave_the_folder() throws IOException {
        for (String id : List.of("../act", "a/b", "", "act.undo", ".", "a\0b", "x".repeat(121))) {
            assertThat(dispatch(id)).as(id).isInstanceOf(Answer.Refused.class);
            assertThat(tool.call(new Request.LookUp(id, "t"), soon())).isInstanceOf(Answer.Refused.class);
        }
        assertThat(names()).containsExactly("done");
    }

    @Test
    void a_folder_that_has_gone_is_unknown_and_never_looks_like_never_done() throws IOException {
        Files.delete(folder.resolve("done"));
        assertThat(tool.call(new Request.LookUp("act_1", "t"), soon())).isInstanceOf(Answer.Unknown.class);
        assertThat(dispatch("act_1")).isInstanceOf(Answer.Unknown.class);
        assertThat(names()).isEmpty();
    }

    @Test
    void a_folder_that_was_used_once_is_never_made_again_under_its_name() throws IOException {
        dispatch("act_1");
        Path elsewhere = folder.resolveSibling(folder.getFileName() + "-unmounted");
        Files.move(folder, elsewhere);
        assertThat(dispatch("act_1")).isInstanceOf(Answer.Unknown.class);
        assertThat(DropFolder.open(place(folder), InstantSource.system()).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("RMT-512");
                    assertThat(problem.toString()).contains("is its disk mounted?", registry.toString());
                });
        assertThat(folder).doesNotExist();

        Files.createDirectories(folder.resolve("done"));
        assertThat(dispatch("act_1")).as("the bare mount point").isInstanceOf(Answer.Unknown.class);
        assertThat(names()).containsExactly("done");
        assertThat(DropFolder.open(place(folder), InstantSource.system()).problems())
                .isNotEmpty();

        Files.delete(folder.resolve("done"));
        Files.delete(folder);
        Files.move(elsewhere, folder);
        tool = DropFolder.open(place(folder), InstantSource.system()).orThrow();
        assertThat(dispatch("act_1")).isEqualTo(new Answer.Answered("act_1.json"));
    }

    @Test
    void a_new_folder_is_accepted_once_its_mark_was_deleted_from_the_data_directory() throws IOException {
        Files.delete(folder.resolve(DropFolder.MARKER));
        try (Stream<Path> marks = Files.list(registry)) {
            for (Path mark : marks.toList()) Files.delete(mark);
        }
        tool = DropFolder.open(place(folder), InstantSource.system()).orThrow();
        assertThat(dispatch("act_1")).isEqualTo(new Answer.Answered("act_1.json"));
    }

    @Test
    void an_outbox_of_the_data_directory_is_for_its_owner_only() throws IOException {
        Path fresh = folder.resolve("fresh/deep");
        DropFolder.open(place(fresh), InstantSource.system())
                .orThrow()
                .call(new Request.Dispatch("act_1", "t", ARGUMENTS), soon());
        assertThat(Files.getPosixFilePermissions(fresh.resolve("act_1.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        for (Path made : List.of(fresh.getParent(), fresh, fresh.resolve("done"))) {
            assertThat(Files.getPosixFilePermissions(made)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void what_could_not_be_written_has_failed_with_its_reason_and_leaves_nothing() throws IOException {
        // Linux takes paths below 4096 bytes: here the name of the action fits and the longer temporary name does not.
        Path deep = folder;
        while (deep.toString().length() < 4060 - 201) deep = deep.resolve("d".repeat(199));
        deep = deep.resolve("e".repeat(4060 - 1 - deep.toString().length()));
        Tool other = DropFolder.open(place(deep), InstantSource.system()).orThrow();
        Answer answer = other.call(new Request.Dispatch("act_1", "t", ARGUMENTS), soon());
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.reason().text()).contains("File name too long"));
        try (Stream<Path> files = Files.list(deep)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("done", DropFolder.MARKER);
        }
    }

    @Test
    void a_place_that_is_a_file_is_a_problem_with_its_fix() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(DropFolder.open(place(file), InstantSource.system()).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("RMT-500");
                    assertThat(problem.place()).isEqualTo(file.toString());
                });
    }

    @Test
    void an_interrupted_thread_neither_loses_nor_spoils_the_work_of_others() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 60)
                    .mapToObj(i -> threads.submit(() -> {
                        if (i % 3 == 0) Thread.currentThread().interrupt();
                        return dispatch("act_" + i);
                    }))
                    .toList();
            for (int i = 0; i < 60; i++) {
                Answer answer = answers.get(i).get();
                boolean there = Files.exists(folder.resolve("act_" + i + ".json"));
                if (i % 3 != 0) assertThat(answer).isInstanceOf(Answer.Answered.class);
                if (answer instanceof Answer.Failed) assertThat(there).isFalse();
                if (answer instanceof Answer.Answered) assertThat(there).isTrue();
            }
        }
        assertThat(names()).noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void other_actions_under_one_id_from_many_threads_leave_exactly_one_of_them() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 24)
                    .mapToObj(i -> threads.submit(
                            () -> tool.call(new Request.Dispatch("act_1", "t", Json.object("n", i)), soon())))
                    .toList();
            int answered = 0;
            for (var answer : answers) {
                if (answer.get() instanceof Answer.Answered) answered++;
                else assertThat(answer.get()).isInstanceOf(Answer.Refused.class);
            }
            assertThat(answered).isEqualTo(1);
        }
        assertThat(names()).containsExactly("act_1.json", "done");
    }
}

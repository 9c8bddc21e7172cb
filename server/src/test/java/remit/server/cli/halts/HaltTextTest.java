package remit.server.cli.halts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;

final class HaltTextTest {
    private static Json.Obj ids(int count) {
        List<String> ids = IntStream.range(0, count).mapToObj(i -> "act_" + i).toList();
        return Json.object("count", count, "first", Json.strings(ids));
    }

    private static List<String> told(int ranOn, int undoable) {
        Json.Obj halt = Json.object(
                "scope", "process",
                "id", "invoices",
                "stage", "halted",
                "cases", ids(0),
                "effects", ids(0),
                "ran_on", ids(ranOn),
                "undoable", ids(undoable));
        return HaltText.list(Json.object("halts", Json.array(List.of(halt))), UnaryOperator.identity());
    }

    @Test
    void what_ran_on_is_told_with_the_command_that_takes_each_back() {
        assertThat(told(2, 1))
                .contains(
                        "  ran on: 2 effects under way then were done; 1 can be taken back:",
                        "    remit effects undo act_0 --reason \"...\"")
                .noneMatch(line -> line.contains("act_1"));
        assertThat(told(1, 0)).contains("  ran on: 1 effect under way then was done; no tool can take that back");
        assertThat(told(0, 0)).noneMatch(line -> line.contains("ran on"));
        assertThat(told(12, 12))
                .contains("    ... more: remit halts --json names 100 of them")
                .noneMatch(line -> line.contains("act_10"));
    }
}

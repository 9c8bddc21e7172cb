package remit.casework;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import remit.casework.TestingTwoNodes.Rules;

/** Every interleaving of two nodes, a tool and crashes, up to a length of the case's evidence. */
final class TwoNodesTest {
    private static final int MOST_EVENTS = 7;

    /** What can be reached, by what is told of it, and what went wrong with the shortest way there. */
    private record Explored(Map<String, List<String>> states, Set<String> ends, Map<String, String> wrong) {}

    private static Explored explore(TestingTwoNodes start) {
        var states = new HashMap<String, List<String>>();
        var from = new HashMap<String, String>();
        var ends = new HashSet<String>();
        var wrong = new TreeMap<String, String>();
        var waiting = new ArrayDeque<TestingTwoNodes>(List.of(start));
        states.put(start.told(), List.of());
        while (!waiting.isEmpty()) {
            TestingTwoNodes state = waiting.poll();
            String told = state.told();
            if (!state.wrong().isEmpty()) wrong.computeIfAbsent(state.wrong(), any -> way(told, from));
            CaseState log = state.log();
            boolean far = !state.wrong().isEmpty() || (log != null && log.seq() > MOST_EVENTS);
            if (far || state.isEnded()) ends.add(told);
            if (far) continue;
            var next = new ArrayList<String>();
            for (TestingTwoNodes each : state.next()) {
                String key = each.told();
                next.add(key);
                if (states.putIfAbsent(key, List.of()) != null) continue;
                from.put(key, told);
                waiting.add(each);
            }
            states.put(told, next);
        }
        return new Explored(states, ends, wrong);
    }

    private static String way(String to, Map<String, String> from) {
        var steps = new ArrayDeque<String>();
        for (String state = to; state != null; state = from.get(state)) steps.push(state);
        return String.join("\n", steps);
    }

    static Stream<TestingTwoNodes> starts() {
        var unacceptable = new Rules(true, true, true, false, false, true);
        var starts = new ArrayList<TestingTwoNodes>();
        for (Rules rules : List.of(Rules.KEPT, unacceptable)) {
            starts.add(TestingTwoNodes.start(rules, true, 1));
            starts.add(TestingTwoNodes.start(rules, false, 1));
        }
        return starts.stream();
    }

    @ParameterizedTest
    @MethodSource("starts")
    void nothing_is_decided_or_done_twice_sent_blindly_or_recorded_untruly(TestingTwoNodes start) {
        Explored explored = explore(start);
        assertThat(explored.states()).hasSizeGreaterThan(5_000);
        assertThat(explored.wrong()).isEmpty();
        assertThat(stuck(explored))
                .as("states from which no end can be reached")
                .isEmpty();
    }

    /** Those from which no end and no bound can be reached any more. */
    private static List<String> stuck(Explored explored) {
        var before = new HashMap<String, List<String>>();
        explored.states()
                .forEach((state, next) -> next.forEach(each ->
                        before.computeIfAbsent(each, any -> new ArrayList<>()).add(state)));
        var good = new HashSet<String>();
        var waiting = new ArrayDeque<String>(explored.ends());
        while (!waiting.isEmpty()) {
            String state = waiting.pop();
            if (good.add(state)) waiting.addAll(before.getOrDefault(state, List.of()));
        }
        return explored.states().keySet().stream()
                .filter(state -> !good.contains(state))
                .limit(3)
                .toList();
    }

    @Test
    void a_node_that_stands_still_for_longer_than_its_hold_needs_a_tool_that_keeps_its_keys() {
        var forgetful = new Rules(true, true, true, false, true, false);
        assertThat(explore(TestingTwoNodes.start(forgetful, false, 1)).wrong()).containsKey("done twice");
        var careful = new Rules(true, true, true, true, true, false);
        assertThat(explore(TestingTwoNodes.start(careful, false, 1)).wrong()).isEmpty();
    }

    @Test
    void each_rule_is_needed() {
        var withoutHolds = new Rules(false, true, true, false, false, false);
        assertThat(explore(TestingTwoNodes.start(withoutHolds, false, 1)).wrong())
                .containsKeys("done twice", "sent blindly");
        var withoutAsking = new Rules(true, false, true, false, false, false);
        assertThat(explore(TestingTwoNodes.start(withoutAsking, false, 1)).wrong())
                .containsKeys("done twice");
        var withoutSequence = new Rules(true, true, false, false, false, false);
        assertThat(explore(TestingTwoNodes.start(withoutSequence, true, 1)).wrong())
                .containsKeys("decided twice");
    }
}

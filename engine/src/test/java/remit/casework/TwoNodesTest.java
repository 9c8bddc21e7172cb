package remit.casework;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
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
import org.junit.jupiter.params.provider.ValueSource;
import remit.casework.TestingTwoNodes.Rules;

/** Every interleaving of two nodes, a tool and crashes, up to a length of the case's evidence. */
final class TwoNodesTest {
    private static final int MOST_EVENTS = 7;

    /**
     * What can be reached, and what went wrong with the shortest way there.
     *
     * @param states by what is told of each, its number; {@code next} the numbers that can follow it, {@code ends} where it may stop
     */
    private record Explored(
            Map<String, Integer> states, List<int[]> next, Set<Integer> ends, Map<String, String> wrong) {}

    private static Explored explore(TestingTwoNodes start) {
        return explore(start, MOST_EVENTS);
    }

    private static Explored explore(TestingTwoNodes start, int mostEvents) {
        var states = new HashMap<String, Integer>();
        var told = new ArrayList<String>();
        var from = new ArrayList<Integer>();
        var next = new ArrayList<int[]>();
        var ends = new HashSet<Integer>();
        var wrong = new TreeMap<String, String>();
        var waiting = new ArrayDeque<TestingTwoNodes>(List.of(start));
        states.put(start.told(), 0);
        told.add(start.told());
        from.add(-1);
        for (int number = 0; !waiting.isEmpty(); number++) {
            TestingTwoNodes state = waiting.poll();
            if (!state.wrong().isEmpty() && !wrong.containsKey(state.wrong()))
                wrong.put(state.wrong(), way(number, from, told));
            CaseState log = state.log();
            boolean far = !state.wrong().isEmpty() || (log != null && log.seq() > mostEvents);
            if (far || state.isEnded()) ends.add(number);
            var following = new ArrayList<Integer>();
            for (TestingTwoNodes each : far ? List.<TestingTwoNodes>of() : state.next()) {
                String key = each.told();
                Integer known = states.putIfAbsent(key, told.size());
                following.add(known == null ? told.size() : known);
                if (known != null) continue;
                told.add(key);
                from.add(number);
                waiting.add(each);
            }
            next.add(following.stream().mapToInt(Integer::intValue).toArray());
        }
        return new Explored(states, next, ends, wrong);
    }

    private static String way(int to, List<Integer> from, List<String> told) {
        var steps = new ArrayDeque<String>();
        for (int state = to; state >= 0; state = from.get(state)) steps.push(told.get(state));
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
        assertThat(explored.states().size()).isGreaterThan(5_000);
        assertThat(explored.wrong()).isEmpty();
        assertThat(stuck(explored))
                .as("states from which no end can be reached")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void what_people_have_taken_back_is_undone_once_at_most_and_never_before_it_was_done(int asked) {
        Explored explored = explore(TestingTwoNodes.prepared(Rules.KEPT, 1, asked));
        assertThat(explored.wrong()).isEmpty();
        assertThat(explored.states().keySet()).anyMatch(told -> told.contains("verified/verified"));
        assertThat(stuck(explored))
                .as("states from which no end can be reached")
                .isEmpty();
    }

    @Test
    void of_two_who_ask_at_once_the_sequence_alone_lets_one_through() {
        var withoutSequence = new Rules(true, true, false, false, false, false);
        assertThat(explore(TestingTwoNodes.prepared(withoutSequence, 0, 2)).wrong())
                .containsKey("undone twice");
        assertThat(explore(TestingTwoNodes.prepared(Rules.KEPT, 0, 2)).wrong()).isEmpty();
    }

    /** Those from which no end and no bound can be reached any more. */
    private static List<String> stuck(Explored explored) {
        int count = explored.next().size();
        var before = new ArrayList<List<Integer>>();
        for (int state = 0; state < count; state++) before.add(new ArrayList<>());
        for (int state = 0; state < count; state++)
            for (int each : explored.next().get(state)) before.get(each).add(state);
        var good = new BitSet(count);
        var waiting = new ArrayDeque<Integer>(explored.ends());
        while (!waiting.isEmpty()) {
            int state = waiting.pop();
            if (good.get(state)) continue;
            good.set(state);
            waiting.addAll(before.get(state));
        }
        return explored.states().entrySet().stream()
                .filter(each -> !good.get(each.getValue()))
                .map(Map.Entry::getKey)
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

package remit.server.whatif;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import remit.decision.Pinned;
import remit.process.Intake;
import remit.rules.FactType;
import remit.server.whatif.HistoryReader.Sense;
import remit.server.whatif.HistoryReader.Understood;
import remit.whatif.DecidedCase;
import remit.whatif.History;

/**
 * Lays cases out in columns a few thousand at a time: a case in columns takes a tenth of the memory that it takes as an
 * object. Lots of about one size are joined, so that each case is copied only a few times.
 */
final class Lots {
    private static final int SIZE = 8_192;

    private final Reading.Of of;
    private final Deque<Lot> lots = new ArrayDeque<>();
    private final List<Understood> waiting = new ArrayList<>();

    Lots(Reading.Of of) {
        this.of = of;
    }

    /** Takes those that can be decided anew. */
    void add(Understood each) {
        if (!(each.sense() instanceof Sense.Comparable)) return;
        waiting.add(each);
        if (waiting.size() == SIZE) lay();
    }

    /** All that was added. */
    Lot all() {
        if (!waiting.isEmpty() || lots.isEmpty()) lay();
        while (lots.size() > 1) join();
        return lots.getFirst();
    }

    private void lay() {
        waiting.sort(Lot.ORDER);
        var built = new History.Builder(types(), of.process().pinned()::lacking);
        for (Understood each : waiting)
            if (each.sense() instanceof Sense.Comparable(DecidedCase decided)) built.add(decided);
        lots.push(Lot.of(built.build(), waiting));
        waiting.clear();
        while (lots.size() > 1 && ofOneSize()) join();
    }

    private boolean ofOneSize() {
        var each = lots.iterator();
        int newest = each.next().at().length;
        int before = each.next().at().length;
        return newest >= before;
    }

    private void join() {
        Lot newer = lots.pop();
        lots.push(lots.pop().with(newer, Set.of()));
    }

    /** Without the inputs that nobody asks about: a text of that kind is most of a case. */
    private Map<String, FactType> types() {
        var asked = new HashSet<>(of.reads());
        asked.addAll(of.process().pinned().table().reads());
        var types = new TreeMap<>(
                Pinned.facts(of.process().contract(), of.process().intake()).types());
        Map<String, Intake.Column> inputs = of.process().intake().byName();
        types.keySet().removeIf(fact -> inputs.containsKey(fact) && !asked.contains(fact));
        return types;
    }
}

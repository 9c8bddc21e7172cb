package remit.server.erasure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.kernel.Json;

/**
 * What is kept and would go.
 *
 * @param names what identifies the person or the case in words, so that nobody writes it into the reason
 */
public record Found(List<Item> cases, List<String> names) {
    public Found {
        cases = List.copyOf(cases);
        names = List.copyOf(names);
    }

    /**
     * A case that has payloads, or waits for a person.
     *
     * @param events those that have a payload
     */
    public record Item(String caseId, String process, Standing standing, List<UUID> events) {
        public Item {
            events = List.copyOf(events);
        }

        /** Whether it waits to be decided. */
        public boolean held() {
            CaseState waiting = standing.waiting();
            return waiting != null && (waiting.phase() == Phase.HELD || waiting.phase() == Phase.OPEN);
        }
    }

    /**
     * How it stood when it was found.
     *
     * @param seq how many events it had
     * @param waiting its state where it waits to be decided or looked at, else null
     * @param acting whether something that is done for it has not come to its end
     */
    public record Standing(long seq, @Nullable CaseState waiting, boolean acting) {}

    public boolean isEmpty() {
        return cases.isEmpty();
    }

    public long payloads() {
        return cases.stream().mapToLong(item -> item.events().size()).sum();
    }

    public long held() {
        return cases.stream().filter(Item::held).count();
    }

    /** {@code {cases, payloads, held, processes}}; nothing of it tells whose they are. */
    public Json.Obj toJson() {
        var counts = new TreeMap<String, Integer>();
        for (Item item : cases) counts.merge(item.process(), 1, Integer::sum);
        var processes = new LinkedHashMap<String, Json>();
        counts.forEach((process, count) -> processes.put(process, Json.of(count)));
        return Json.object(
                "cases", cases.size(), "payloads", payloads(), "held", held(), "processes", new Json.Obj(processes));
    }
}

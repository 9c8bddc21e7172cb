package remit.halt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is halted at one moment. Where several halts are about the same work, the strictest holds.
 *
 * @param seq how many events it is folded from: a later state has a higher one
 * @param byScope what is not wholly back yet, by the words of its scope
 * @param approving when people could approve again what had been halted, the last time that it was; wholly back or not
 */
public record Halts(long seq, Map<String, Halt> byScope, Map<HaltScope, Instant> approving) {
    /** Nothing ever was. */
    public static final Halts NONE = new Halts(0, Map.of(), Map.of());

    public Halts {
        byScope = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byScope));
        approving = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(approving));
    }

    /** What is not wholly back yet, in the order in which it was halted. */
    public List<Halt> all() {
        return List.copyOf(byScope.values());
    }

    public Optional<Halt> of(HaltScope scope) {
        return Optional.ofNullable(byScope.get(scope.words()));
    }

    /** Those about this work, the strictest first. @param author null where it is not known, {@code tool} where none is meant */
    public List<Halt> covering(String process, @Nullable String author, @Nullable String tool) {
        return byScope.values().stream()
                .filter(halt -> halt.scope().covers(process, author, tool))
                .sorted(Comparator.comparing(Halt::stage))
                .toList();
    }

    /** Whether any could be about an effect of this process and tool, so that its author is worth asking for. */
    public boolean mayCover(String process, String tool) {
        return byScope.values().stream().anyMatch(halt -> halt.scope().mayCover(process, tool));
    }

    /** What keeps an effect from happening, the strictest. @param approved whether a person decided its case */
    public Optional<Halt> barring(String process, @Nullable String author, String tool, boolean approved) {
        return covering(process, author, tool).stream()
                .filter(halt -> !halt.stage().acts(approved))
                .findFirst();
    }

    /** Whose cases nobody may approve now, or nobody could at some time after {@code since}. */
    public List<HaltScope> frozenAfter(Instant since) {
        Stream<HaltScope> now = byScope.values().stream()
                .filter(halt -> !halt.stage().approves())
                .map(Halt::scope);
        Stream<HaltScope> lately = approving.entrySet().stream()
                .filter(each -> each.getValue().isAfter(since))
                .map(Map.Entry::getKey);
        return Stream.concat(now, lately).distinct().toList();
    }

    /**
     * What a decision about a case has to know: nothing of it clears by itself until the last of these is open.
     *
     * @param tools the tools that its process may use
     */
    public List<HaltScope> holding(String process, @Nullable String author, List<String> tools) {
        var scopes = new ArrayList<HaltScope>();
        for (Halt halt : byScope.values()) {
            boolean tool = tools.stream().anyMatch(each -> halt.scope().covers(process, author, each));
            if (tool || halt.scope().covers(process, author, null)) scopes.add(halt.scope());
        }
        scopes.sort(Comparator.comparing(HaltScope::words));
        return List.copyOf(scopes);
    }
}

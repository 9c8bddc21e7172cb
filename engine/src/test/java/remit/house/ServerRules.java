package remit.house;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What keeps the features of the server apart. */
public final class ServerRules {
    private static final String ROOT = "remit.server.";
    private static final String SHARED = "store";

    /** Features in rings: a feature sees store and the rings before its own, never its neighbours. */
    private static final List<Set<String>> RINGS = List.of(
            Set.of(SHARED),
            Set.of("telemetry"),
            Set.of("access", "authors", "gateway", "notices", "packs", "rules", "settings", "demo"),
            Set.of("acts", "catalog", "evidence", "halts", "incidents", "ladders", "ledger"),
            Set.of("cases", "scorecards", "changes", "register"),
            Set.of("runs", "whatif", "checkpoints", "audit", "replay", "backup"),
            Set.of("live", "erasure"),
            Set.of("web"),
            Set.of("wiring"),
            Set.of("cli"),
            Set.of("app"));

    private ServerRules() {}

    public static ArchRule featuresApart() {
        return ClassRules.dependencies("features keep to their rings", dependency -> {
            String from = feature(dependency.getOriginClass().getPackageName());
            String to =
                    feature(dependency.getTargetClass().getBaseComponentType().getPackageName());
            if (from == null || to == null || from.equals(to) || ring(to) < ring(from)) return null;
            return "hand in an engine type or a port; a feature sees only the rings before its own: " + RINGS;
        });
    }

    /** A feature that is in no ring sees nothing and is seen by nobody, until somebody decides where it belongs. */
    private static int ring(String feature) {
        for (int ring = 0; ring < RINGS.size(); ring++) if (RINGS.get(ring).contains(feature)) return ring;
        return Integer.MAX_VALUE;
    }

    public static ArchRule noCycles() {
        return SlicesRuleDefinition.slices()
                .matching("remit.server.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle makes two packages one; fix: let app wire them, or move the shared type to store");
    }

    public static ArchRule noTestkit() {
        return ClassRules.dependencies("shipped code does not use the testkit or JUnit", dependency -> {
            String target = dependency.getTargetClass().getFullName();
            boolean testing = target.startsWith("remit.testkit.") || target.startsWith("org.junit.");
            return testing ? "move it to src/test, or the useful part into the engine" : null;
        });
    }

    /** {@code store} for {@code remit.server.store.x}; null outside the server. */
    private static @Nullable String feature(String packageName) {
        if (!packageName.startsWith(ROOT)) return null;
        String rest = packageName.substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}

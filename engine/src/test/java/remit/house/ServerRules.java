package remit.house;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What keeps the features of the server apart. */
public final class ServerRules {
    private static final String ROOT = "remit.server.";
    private static final String SHARED = "store";
    private static final Set<String> MAY_SEE_ALL = Set.of("runs", "web", "cli", "demo", "app");

    private ServerRules() {}

    public static ArchRule featuresApart() {
        return ClassRules.dependencies("features meet in engine types or in store", dependency -> {
            String from = feature(dependency.getOriginClass().getPackageName());
            String to =
                    feature(dependency.getTargetClass().getBaseComponentType().getPackageName());
            if (from == null || to == null || from.equals(to)) return null;
            if (MAY_SEE_ALL.contains(from) || to.equals(SHARED)) return null;
            return "hand in an engine type or a port; only "
                    + MAY_SEE_ALL.stream().sorted().toList() + " see other features (AGENTS.md)";
        });
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

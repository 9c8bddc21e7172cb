package remit.house;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What keeps the engine pure, and its packages in their order. */
final class EngineRules {
    /** Each may use those of earlier steps; those of one step do not see each other. */
    static final List<List<String>> ORDER = List.of(
            List.of("kernel"),
            List.of("ports"),
            List.of("process"),
            List.of("rules", "evidence", "assurance"),
            List.of("dmn", "ladder", "halt"),
            List.of("authority"),
            List.of("decision"),
            List.of("casework", "change", "incident"),
            List.of("scenario", "scorecard", "register", "whatif", "checkpoints"));

    private static final Set<String> PACKAGES =
            ORDER.stream().flatMap(List::stream).collect(Collectors.toSet());
    private static final Pattern FOUNDATION =
            Pattern.compile("(java\\.|javax\\.(crypto|xml)\\.|org\\.(w3c\\.dom|xml\\.sax|jspecify)\\.).*");
    private static final Pattern PRIMITIVE = Pattern.compile("[a-z]+");

    /** Types that the engine must not touch, and what to do instead. */
    private static final Map<Pattern, String> BANNED_TYPES = compiled(Map.of(
            "java\\.io\\.(File.*|RandomAccessFile|Console|Print.*|Object.*Stream)|java\\.nio\\.(file|channels)\\..*",
            "take text, bytes or a Reader as an argument; files belong to the server",
            "java\\.net\\.(?!URI(SyntaxException)?$).*|java\\.sql\\..*|javax\\.sql\\..*",
            "the engine talks to nobody; put a port in remit.ports and the adapter in the server",
            "java\\.lang\\.(Thread.*|Runtime|Process.*|InheritableThreadLocal)|java\\.util\\.Timer.*",
            "the engine has no threads; let the caller choose",
            "java\\.util\\.concurrent\\.(.*Executor.*|.*Future.*|ForkJoin.*|CountDownLatch|Semaphore|locks\\..*)",
            "the engine has no threads; let the caller choose",
            "java\\.util\\.(Splittable)?Random|java\\.util\\.random\\..*|.*\\.(SecureRandom|ThreadLocalRandom)",
            "chance comes in as an argument (a number in [0, 1) or a seed)",
            "java\\.time\\.(Clock|InstantSource)",
            "time comes in as an argument (Instant at)",
            "java\\.lang\\.reflect\\..*|java\\.lang\\.invoke\\.(MethodHandle.*|VarHandle.*)",
            "no reflection: use a sealed type and a switch"));

    /** Members that the engine must not call or read, as {@code owner.member}, and what to do instead. */
    private static final Map<Pattern, String> BANNED_MEMBERS = compiled(Map.of(
            "java\\.time\\..*\\.now",
            "time comes in as an argument (Instant at)",
            "java\\.lang\\.System\\.(?!arraycopy|identityHashCode).*",
            "time, settings and output belong to the caller; return a value",
            "java\\.util\\.UUID\\.randomUUID|java\\.lang\\.(Strict)?Math\\.random|java\\.util\\.Collections\\.shuffle",
            "ids come from the Keyring, chance comes in as an argument",
            "java\\.lang\\.Class\\.(forName|newInstance|getResource.*|getRecordComponents|get(Declared)?"
                    + "(Field|Method|Constructor|Classe)s?)",
            "no reflection: use a sealed type and a switch",
            "java\\.(time\\.ZoneId\\.systemDefault|util\\.(Locale|TimeZone)\\.getDefault|nio\\.charset\\.Charset\\.default.*)",
            "the same on every machine: take the zone, locale or charset as an argument",
            "java\\..*\\.parallel(Stream)?",
            "the engine has no threads; let the caller choose",
            "java\\.lang\\.Throwable\\.printStackTrace",
            "return a Problem or let the exception pass"));

    private EngineRules() {}

    static ArchRule layers() {
        return ClassRules.dependencies("packages use only those before them", dependency -> {
            String from = packageOf(dependency.getOriginClass().getPackageName());
            String to = packageOf(dependency.getTargetClass().getPackageName());
            if (from == null || to == null || from.equals(to)) return null;
            if (PACKAGES.contains(from) && PACKAGES.contains(to) && step(to) < step(from)) return null;
            return "the order is " + orderText() + " (AGENTS.md); move the type, or hand its data in as an argument";
        });
    }

    static ArchRule foundation() {
        return ClassRules.dependencies("the engine stands on the JDK and JSpecify alone", dependency -> {
            String target = dependency.getTargetClass().getBaseComponentType().getFullName();
            boolean ownPackage = PACKAGES.contains(String.valueOf(
                    packageOf(dependency.getTargetClass().getBaseComponentType().getPackageName())));
            boolean good = ownPackage
                    || FOUNDATION.matcher(target).matches()
                    || PRIMITIVE.matcher(target).matches();
            return good
                    ? null
                    : "take it behind a port, or write the small part that is needed; new engine packages go on the map";
        });
    }

    static ArchRule pureTypes() {
        return ClassRules.dependencies(
                "no files, network, threads, chance, clock or reflection",
                dependency -> fix(
                        BANNED_TYPES,
                        dependency.getTargetClass().getBaseComponentType().getFullName()));
    }

    static ArchRule pureCalls() {
        return ClassRules.accesses(
                "no reading of clock, chance, settings or output", member -> fix(BANNED_MEMBERS, member));
    }

    static ArchRule noCycles() {
        return SlicesRuleDefinition.slices()
                .matching("remit.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle makes two packages one; fix: move the shared type to the package that comes first");
    }

    static ArchRule noCyclesInAssurance() {
        return SlicesRuleDefinition.slices()
                .matching("remit.assurance.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle makes two packages one; fix: move the shared type to the package that comes first");
    }

    /** As AGENTS.md writes it. */
    static String orderText() {
        return ORDER.stream()
                .map(step -> step.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")))
                .collect(Collectors.joining(" < "));
    }

    private static int step(String name) {
        for (int i = 0; i < ORDER.size(); i++) if (ORDER.get(i).contains(name)) return i;
        throw new IllegalArgumentException(name + ": not on the map");
    }

    /** {@code kernel} for {@code remit.kernel.x}; null outside Remit. */
    private static @Nullable String packageOf(String packageName) {
        if (!packageName.startsWith("remit.")) return null;
        return Stream.of(packageName.split("\\.", -1)).skip(1).findFirst().orElseThrow();
    }

    private static @Nullable String fix(Map<Pattern, String> banned, String name) {
        for (Map.Entry<Pattern, String> entry : banned.entrySet()) {
            if (entry.getKey().matcher(name).matches()) return entry.getValue();
        }
        return null;
    }

    private static Map<Pattern, String> compiled(Map<String, String> banned) {
        var patterns = new LinkedHashMap<Pattern, String>();
        banned.forEach((pattern, fix) -> patterns.put(Pattern.compile(pattern), fix));
        return patterns;
    }
}

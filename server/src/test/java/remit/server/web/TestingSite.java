package remit.server.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.server.access.Access;
import remit.server.access.ApiKey;
import remit.server.access.Person;
import remit.server.demo.Generator;
import remit.server.demo.World;
import remit.server.packs.PackReader;
import remit.server.replay.TestingLeaves;
import remit.server.runs.Climbing;
import remit.server.runs.FileRun;
import remit.server.runs.HistoryOption;
import remit.server.runs.Progress;
import remit.server.runs.RunReport;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;
import remit.server.wiring.Site;

/** The product as {@code serve} starts it, with synthetic claims, under a clock that can be moved on. */
public final class TestingSite implements AutoCloseable {
    static final String HOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public static final String PROCESS = "demo-claims";
    private static final TestingShop SHADOW = TestingShop.of("in-shadow");

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    final Path folder;
    public final Installation installation;
    public final Site site;
    final Access access;

    TestingSite(Path folder) {
        this(folder, pack());
    }

    /** @param more packs that are served besides */
    public TestingSite(Path folder, Path pack, Path... more) {
        this(folder, Map.of(), Stream.concat(Stream.of(pack), Stream.of(more)).toList());
    }

    /** @param environment the configuration beside the test's own */
    public TestingSite(Path folder, Map<String, String> environment, List<Path> packs) {
        this.folder = folder;
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.DATA_DIR, folder.toString());
        flags.put(Setting.HTTP_PORT, "0");
        flags.put(Setting.MANAGEMENT_PORT, "0");
        flags.put(Setting.HOOK_SECRETS, PROCESS + "=" + HOOK_SECRET);
        Settings settings = Settings.read(new SettingSources(flags, environment, folder, folder))
                .orThrow();
        installation = Installation.open(settings, clock).orThrow();
        site = Site.start(installation, settings, new Site.Order(packs, null)).orThrow();
        access = installation.access().orThrow();
    }

    public static Path pack() {
        return pack(PROCESS);
    }

    static Path pack(String name) {
        Path here = Path.of("packs", name);
        return Files.isDirectory(here) ? here : Path.of("..", "packs", name);
    }

    /** The rows of the demo's generator: four weeks to learn from, one to decide. */
    public Path rows() {
        return folder.resolve("rows.csv");
    }

    public RunReport load() throws IOException {
        World demo = World.standard();
        var calendar = new World.Calendar(demo.calendar().firstDay(), 4, 1, 600);
        new Generator(new World(demo.seed(), calendar, demo.segments(), demo.signal())).writeCsv(rows());
        return run(pack(), rows(), new HistoryOption.Before(calendar.firstLiveDay()));
    }

    public RunReport run(Path pack, Path file, HistoryOption history) {
        return run(new FileRun.Request(
                PackReader.read(pack).orThrow(), pack, file, history, folder.resolve("rejected.csv")));
    }

    /** The pack of a process with a ladder. */
    static Path laddered(Path folder) {
        return TestingShop.with(SHADOW.pack(folder), "rollout: {target: 8%, tolerated: 12%}\n");
    }

    /** Lets a process work that starts in shadow and has not earned anything yet. */
    void shadow(Path pack) {
        Path file = SHADOW.file(folder, "in-shadow.csv", TestingPurchases.ledger(7, 1_500));
        HistoryOption half = new HistoryOption.ShareOf(new BigDecimal("0.5"));
        run(new FileRun.Request(
                PackReader.read(pack).orThrow(), pack, file, half, folder.resolve("rejected.csv"), Climbing.ON));
    }

    private RunReport run(FileRun.Request request) {
        var quiet = new Progress(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                false,
                InstantSource.system());
        return new FileRun(site.parts(), quiet).run(request).orThrow();
    }

    public void moveOn(Duration time) {
        ahead.updateAndGet(time::plus);
    }

    public Person person() {
        return access.people().getFirst();
    }

    public TestingWeb.Browser browser() {
        return new TestingWeb.Browser(site.url());
    }

    public TestingWeb.Browser signedIn() throws Exception {
        return browser().signIn(access, person());
    }

    public String key(@Nullable Person whose, ApiKey.Scope... scopes) {
        var all = EnumSet.noneOf(ApiKey.Scope.class);
        all.addAll(List.of(scopes));
        var grant = new ApiKey.Grant(all, Instant.now().plus(Duration.ofDays(1)));
        return access.newKey("testing", "test", whose, grant);
    }

    /** Waits for work that another thread does, at most twenty seconds. */
    public static boolean eventually(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            if (done.getAsBoolean()) return true;
            Thread.sleep(100);
        }
        return done.getAsBoolean();
    }

    @Override
    public void close() {
        site.close();
        TestingLeaves.keep(installation.source());
        installation.close();
    }
}

package remit.server.crash;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.authors.AuthorSecrets;
import remit.server.authors.AuthorTools;
import remit.server.catalog.PublishedProcess;
import remit.server.evidence.Sequencer;
import remit.server.gateway.Connector;
import remit.server.gateway.Gateway;
import remit.server.halts.KillSwitch;
import remit.server.live.LiveDesk;
import remit.server.packs.PackReader;
import remit.server.runs.RunParts;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.store.CaseReader;
import remit.server.store.RunStore;
import remit.server.store.Streaming;
import remit.server.telemetry.Telemetry;
import remit.server.wiring.Installation;

/**
 * A serving node without its pages: takes cases in, lets people decide what is held, carries out, sequences. It says "open",
 * then "accepted ID" for everything that it promised to keep, until it is killed or its input ends.
 *
 * <p>Its clock runs sixty times as fast as the machine's and starts anew with it, so that a minute of patience is a second of the
 * test, and the clocks of two nodes differ by minutes and go back with each death.
 */
final class TestingNode {
    private static final Actor SOURCE = new Actor(Actor.Kind.SOURCE, "testing");
    private static final Actor OFFICER = new Actor(Actor.Kind.PERSON, "p_officer");
    private static final int FASTER = 60;
    private static final int CALLERS = 6;

    private final Order order;
    private final Installation installation;
    private final LiveDesk desk;
    private final Sequencer sequencer;
    private final PublishedProcess published;

    /** @param from number of the first document that it takes in, {@code until} the one after the last */
    record Order(Path dataDirectory, Path shared, URI tool, int from, int until) {
        List<String> words(String url, String user) {
            return List.of(
                    dataDirectory.toString(),
                    shared.toString(),
                    tool.toString(),
                    String.valueOf(from),
                    String.valueOf(until),
                    url,
                    user);
        }
    }

    public static void main(String[] words) throws Exception {
        var order = new Order(
                Path.of(words[0]),
                Path.of(words[1]),
                URI.create(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]));
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.DATA_DIR, words[0]);
        flags.put(Setting.DB_URL, words[5]);
        flags.put(Setting.DB_USER, words[6]);
        flags.put(Setting.DB_PASSWORD, System.getenv("TESTING_PASSWORD"));
        flags.put(
                Setting.EVIDENCE_KEY_FILE,
                order.shared().resolve("evidence.key").toString());
        var sources = new SettingSources(flags, Map.of(), order.dataDirectory(), order.dataDirectory());
        Instant begun = Instant.now();
        long nanos = System.nanoTime();
        InstantSource clock = () -> begun.plusNanos((System.nanoTime() - nanos) * FASTER);
        new TestingNode(
                        order,
                        Installation.open(Settings.read(sources).orThrow(), clock)
                                .orThrow())
                .serve();
    }

    private TestingNode(Order order, Installation installation) {
        this.order = order;
        this.installation = installation;
        InstantSource clock = installation.clock();
        // A call waits for twenty seconds of the clock; the gateway's goes so far ahead that less than one is left of
        // them.
        InstantSource hasty = () -> clock.instant().plus(Duration.ofSeconds(19));
        Gateway gateway = Gateway.open(
                        installation.path(),
                        installation.database().installation().keyring(),
                        List.of(Connector.http("ledger", order.tool(), null)),
                        new KillSwitch(installation.source()),
                        hasty)
                .orThrow();
        var parts = new RunParts(
                installation.source(),
                installation.log(),
                installation.reader(),
                installation.catalog(),
                installation.versions(),
                new RunStore(installation.source()),
                gateway,
                AuthorTools.of(AuthorSecrets.NONE),
                installation.ladders(),
                Acting.self(OFFICER),
                Telemetry.off(),
                clock);
        Path pack = order.shared().resolve("pack-" + CrashIT.PROCESS);
        published = parts.catalog()
                .publish(PackReader.read(pack).orThrow(), Acting.self(OFFICER), clock.instant())
                .orThrow();
        desk = new LiveDesk(parts, List.of(new LiveDesk.Served(published, pack)));
        sequencer = installation.sequencer();
    }

    private void serve() throws Exception {
        System.out.println("open");
        var next = new AtomicInteger(order.from());
        var random = new SplittableRandom(order.from());
        for (int i = 0; i < CALLERS; i++) {
            daemon("caller", () -> {
                for (int number = next.getAndIncrement(); number < order.until(); number = next.getAndIncrement())
                    takeIn(number);
            });
        }
        for (int i = 0; i < 2; i++) {
            SplittableRandom own = random.split();
            daemon("reviewer", () -> forever(Duration.ofMillis(20), () -> review(own)));
        }
        daemon("sequencer", () -> forever(Duration.ofMillis(60), sequencer::sequence));
        daemon("recovery", () -> forever(Duration.ofMillis(150), desk::recover));
        while (System.in.read() >= 0) {}
        desk.close();
        installation.close();
    }

    /** What waited for a dead or slow database is tried again, as every client does. */
    private void takeIn(int number) {
        while (true) {
            try {
                var row = CrashIT.row(number);
                switch (desk.accept(SOURCE, published.id(), row)) {
                    case Checked.Ok<LiveDesk.Accepted>(LiveDesk.Accepted accepted) ->
                        System.out.println("accepted " + accepted.caseId() + " .");
                    case Checked.Refused<LiveDesk.Accepted>(List<Problem> problems) ->
                        System.out.println("refused " + problems);
                }
                return;
            } catch (RuntimeException failure) {
                say(failure);
            }
        }
    }

    /** A few of the held cases; another node's people may be at the same one. */
    private void review(SplittableRandom random) {
        var held = new ArrayList<String>();
        Streaming.query(
                installation.source(),
                "select case_id from case_view where process = ? and phase = 'held' limit 30",
                List.of(published.id()),
                row -> held.add(row.getString(1)));
        if (held.isEmpty()) return;
        CaseReader.CaseRow row = installation
                .reader()
                .byId(held.get(random.nextInt(held.size())))
                .orElseThrow();
        boolean reject = random.nextInt(6) == 0;
        var review = new Casework.Review(
                OFFICER,
                reject ? Casework.Review.Outcome.REJECT : Casework.Review.Outcome.EDIT,
                reject ? null : "A4001",
                "other",
                row.state().seq());
        if (desk.review(row.caseId(), review, "") instanceof Checked.Ok<CaseState>)
            System.out.println("decided " + row.caseId() + " .");
    }

    private static void daemon(String name, Runnable work) {
        Thread.ofPlatform().daemon(true).name(name).start(work);
    }

    private static void forever(Duration rest, Runnable work) {
        while (true) {
            try {
                work.run();
                Thread.sleep(rest);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException failure) {
                say(failure);
            }
        }
    }

    private static void say(RuntimeException failure) {
        System.err.println(Thread.currentThread().getName() + ": " + failure);
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause())
            System.err.println("  because " + cause);
    }
}

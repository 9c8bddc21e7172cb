package remit.server.rollout;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;
import remit.ladder.Stage;
import remit.server.access.Access;
import remit.server.access.ApiKey;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.packs.PackReader;
import remit.server.replay.TestingLeaves;
import remit.server.runs.Climbing;
import remit.server.runs.FileRun;
import remit.server.runs.HistoryOption;
import remit.server.runs.Progress;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;
import remit.server.wiring.Site;

/**
 * A serving product whose process has climbed: two segments to sampled, signed beforehand; the others propose their first
 * promotion. Nearly every case that clears is looked at, half of them without the proposal.
 */
final class TestingRollout implements AutoCloseable {
    static final String PROCESS = "purchases";
    static final String CLIMBED = "Libraries";
    /** Another one that climbed, for tests that take its autonomy back. */
    static final String TAKEN_BACK = "Schools";

    private static final String TERMS = """
            rollout:
              target: 20%
              tolerated: 30%
              least_reviews: 10
              least_time: P1D
              sampling: {floor: 10%, sampled: 90%, blind: 50%}
            """;
    private static final int LINES = 900;

    final Installation installation;
    final Site site;
    final Access access;
    private final HttpClient client = HttpClient.newHttpClient();
    private int next = LINES;

    TestingRollout(Path folder) {
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.DATA_DIR, folder.resolve("data").toString());
        flags.put(Setting.HTTP_PORT, "0");
        flags.put(Setting.MANAGEMENT_PORT, "0");
        Settings settings = Settings.read(new SettingSources(flags, Map.of(), folder, folder))
                .orThrow();
        installation = Installation.open(settings, InstantSource.system()).orThrow();
        TestingShop shop = TestingShop.of(PROCESS);
        Path pack = TestingShop.with(shop.pack(folder), TERMS);
        Path resting = TestingShop.of("resting").pack(folder);
        site = Site.start(installation, settings, new Site.Order(List.of(pack, resting), null))
                .orThrow();
        access = installation.access().orThrow();
        climb(pack, shop.file(folder, "lines.csv", TestingPurchases.ledger(11, LINES)), folder);
    }

    private void climb(Path pack, Path file, Path folder) {
        var quiet = new Progress(new PrintStream(java.io.OutputStream.nullOutputStream()), false, installation.clock());
        new FileRun(site.parts(), quiet)
                .run(new FileRun.Request(
                        PackReader.read(pack).orThrow(),
                        pack,
                        file,
                        HistoryOption.read("0.3").orThrow(),
                        folder.resolve("rejected.csv"),
                        new Climbing(Stage.SAMPLED, 1, List.of(CLIMBED, TAKEN_BACK), 0)))
                .orThrow();
    }

    Person person(String name, Role role) {
        return access.newPerson(name, "", Set.of(role), null);
    }

    String key(Person whose) {
        var grant = new ApiKey.Grant(
                EnumSet.allOf(ApiKey.Scope.class), Instant.now().plus(Duration.ofDays(1)));
        return access.newKey("testing", "test", whose, grant);
    }

    HttpResponse<String> get(String key, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(site.url() + path))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String key, String path, Json.Obj body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(site.url() + path))
                        .header("Authorization", "Bearer " + key)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(body.compact()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Hands new lines of the segment in until one of them waits for a look. @return its id */
    String drawn(String key, String segment, boolean blind) throws IOException, InterruptedException {
        for (int tries = 0; tries < 200; tries++) {
            TestingPurchases.Line line = line(segment);
            Json.Obj row = Json.object(
                    "row",
                    Json.object(
                            "Document", line.document(),
                            "Posted On", line.day(),
                            "Supplier", line.supplier(),
                            "Supplier Name", line.name(),
                            "Department", line.department(),
                            "Amount", line.amount()));
            Json.Obj taken = Json.parseObject(
                    post(key, "/api/v1/processes/" + PROCESS + "/cases", row).body());
            String id = taken.text("id", "");
            boolean found = count("case_view where case_id = '" + id
                            + "' and sample = 'open' and (state::jsonb->'sample'->>'blind')::boolean = " + blind)
                    > 0;
            if (found) return id;
        }
        throw new AssertionError("no case of " + segment + " was drawn");
    }

    private TestingPurchases.Line line(String segment) {
        List<TestingPurchases.Line> all = TestingPurchases.ledger(11, LINES + 2_000);
        while (!all.get(next).department().equals(segment)) next++;
        return all.get(next++);
    }

    long count(String from) {
        return JdbcClient.create(installation.source())
                .sql("select count(*) from " + from)
                .query(Long.class)
                .single();
    }

    String text(String sql) {
        return JdbcClient.create(installation.source())
                .sql(sql)
                .query(String.class)
                .single();
    }

    @Override
    public void close() {
        client.close();
        site.close();
        TestingLeaves.keep(installation.source());
        installation.close();
    }
}

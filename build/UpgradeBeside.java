import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import remit.kernel.Json;

/** Two releases on one database at once: started by {@code build/upgrade-beside}, which says what it does. */
final class UpgradeBeside {
    private static final String PROCESS = "upgrade";
    private static final int EARLIER = 3_000;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Path pack;
    private final String jdk;
    private final int seconds;
    private final Path work;
    private final List<String> found = new ArrayList<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger documents = new AtomicInteger();
    private final AtomicInteger reviewed = new AtomicInteger();
    private final Ledger ledger = new Ledger();
    private Postgres postgres;
    private String writes = "";
    private String reviews = "";

    private UpgradeBeside(Path pack, String jdk, int seconds) throws IOException {
        this.pack = pack;
        this.jdk = jdk;
        this.seconds = seconds;
        this.work = Files.createTempDirectory("remit-upgrade-");
    }

    public static void main(String[] words) throws Exception {
        int seconds = words.length > 4 ? Integer.parseInt(words[4]) : 60;
        int status = 1;
        try {
            status = new UpgradeBeside(Path.of(words[0]), words[1], seconds)
                    .run(Path.of(words[2]).toAbsolutePath(), Path.of(words[3]).toAbsolutePath());
        } catch (Exception failure) {
            failure.printStackTrace();
        }
        // Callers may still wait for a node that is gone.
        System.exit(status);
    }

    private int run(Path oldProduct, Path newProduct) throws Exception {
        Node old = null;
        Node fresh = null;
        try {
            postgres = new Postgres(work.resolve("postgres"));
            old = new Node("old", oldProduct);
            long started = System.nanoTime();
            old.serve();
            say("the old release serves after %.1f s", (System.nanoTime() - started) / 1e9);
            writes = old.command("access", "key", "hands in", "--scope", "cases:write", "--scope", "cases:read").strip();
            String me = System.getProperty("user.name");
            reviews = old.command(
                            "access", "key", "decides", "--person", me, "--scope", "cases:read", "--scope", "cases:review")
                    .strip();
            Load before = load(old);
            // Enough that the new one has to put more in order than it does in one go.
            long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
            while (count("select count(*) from event") < EARLIER && System.nanoTime() < limit) pause(500);
            int cases = accepted.size();
            say("the old release works: %d cases, %d events, %s", cases, count("select count(*) from event"), before.told());

            fresh = new Node("new", newProduct);
            fresh.sameKeysAs(old);
            before.forget();
            long began = System.nanoTime();
            fresh.serve();
            say(
                    "the new release serves after %.1f s; meanwhile the old one took in %d cases, each within %d ms, %s",
                    (System.nanoTime() - began) / 1e9, accepted.size() - cases, before.longest(), before.told());
            before.end();

            Load both = load(old, fresh);
            Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
            both.end();
            say("both worked: %d cases, %s", accepted.size(), both.told());
            old.stop();
            say("the old release has stopped");

            Load after = load(fresh);
            Thread.sleep(TimeUnit.SECONDS.toMillis(Math.max(10, seconds / 6)));
            after.end();
            settle(fresh);
            say("the new release alone: %d cases, %d decided by a person, %s", accepted.size(), reviewed.get(), after.told());
            inspect(fresh);
        } finally {
            if (old != null) old.stop();
            if (fresh != null) fresh.stop();
            if (postgres != null) postgres.stop();
            ledger.stop();
        }
        found.forEach(each -> say("FOUND: %s", each));
        if (found.isEmpty()) remove(work);
        else say("what was made is in %s", work);
        say(found.isEmpty() ? "upgraded beside each other: nothing found" : "%d found", found.size());
        return found.isEmpty() ? 0 : 1;
    }

    private static void say(String text, Object... values) {
        System.out.printf(text + "%n", values);
    }

    // ---- work ------------------------------------------------------------------------------------------------------

    /** Callers and a person's program on each node, until it ends. What was refused for now is handed in again. */
    private final class Load {
        private final java.util.concurrent.ExecutorService threads = Executors.newCachedThreadPool();
        private final AtomicLong longest = new AtomicLong();
        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean ending;

        private void begin(Node node) {
            for (int i = 0; i < 4; i++) threads.submit(() -> {
                while (!ending) handIn(node, documents.getAndIncrement());
            });
            // What another hands in at the same time: one of them is told that it is known.
            threads.submit(() -> {
                var random = new SplittableRandom();
                while (!ending) handIn(node, random.nextInt(Math.max(1, documents.get())));
            });
            threads.submit(() -> {
                while (!ending) review(node);
            });
        }

        private void handIn(Node node, int number) {
            String row = "{\"row\":{\"Document\":\"D%d\",\"Posted On\":\"2024-05-06\",\"Supplier\":\"S01\",\"Amount\":\"%s\",\"Remark\":\"\"}}"
                    .formatted(number, number % 2 == 0 ? "12.50" : "990.00");
            for (int tries = 0; ; tries++) {
                long began = System.nanoTime();
                HttpResponse<String> answer = node.post("/api/v1/processes/" + PROCESS + "/cases", writes, "in-" + number, row);
                longest.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), Math::max);
                if (answer != null && answer.statusCode() / 100 == 2) {
                    accepted.add(Json.parseObject(answer.body()).text("id", ""));
                    return;
                }
                refused.incrementAndGet();
                if (answer != null && answer.statusCode() / 100 == 4 && answer.statusCode() != 409)
                    found.add(node.name + " refused a row: " + answer.body());
                if (tries == 20) {
                    found.add(node.name + " never took document " + number + ": " + (answer == null ? "no answer" : answer.body()));
                    return;
                }
                pause(200);
            }
        }

        private void review(Node node) {
            for (Json.Obj held : held(node)) {
                String body = "{\"seq\":%s,\"decision\":\"A4001\",\"new_decision\":true,\"reason_code\":\"new_situation\"}"
                        .formatted(held.get("seq").canonical());
                String id = held.text("id", "");
                HttpResponse<String> answer = node.post("/api/v1/cases/" + id + ":edit", reviews, "edit-" + node.name + id, body);
                if (answer != null && answer.statusCode() == 200) reviewed.incrementAndGet();
                else if (answer != null && answer.statusCode() / 100 == 4 && answer.statusCode() != 409)
                    found.add(node.name + " refused a decision: " + answer.body());
                if (ending) return;
            }
            pause(100);
        }

        private long longest() {
            return longest.get();
        }

        private void forget() {
            longest.set(0);
        }

        private String told() {
            return "%d answers had to be asked for again".formatted(refused.get());
        }

        private void end() throws InterruptedException {
            ending = true;
            threads.shutdown();
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) found.add("callers were left without an answer");
        }
    }

    private Load load(Node... nodes) {
        var load = new Load();
        for (Node node : nodes) load.begin(node);
        return load;
    }

    private List<Json.Obj> held(Node node) {
        HttpResponse<String> answer =
                node.get("/api/v1/cases?filter[phase]=held&limit=50".replace("[", "%5B").replace("]", "%5D"), reviews);
        var held = new ArrayList<Json.Obj>();
        if (answer == null || answer.statusCode() != 200) return held;
        for (Json each : Json.parseObject(answer.body()).array("items")) held.add((Json.Obj) each);
        return held;
    }

    /** Until nothing waits for a person and every effect has come to its end. */
    private void settle(Node node) throws Exception {
        var load = new Load();
        long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (System.nanoTime() < limit) {
            load.review(node);
            if (count("select count(*) from case_view where phase = 'held'") == 0
                    && count("select count(*) from action_view where state in ('prepared', 'failed', 'unknown')") == 0) return;
        }
        found.add("something is open after five minutes");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what is found ---------------------------------------------------------------------------------------------

    private void inspect(Node node) throws Exception {
        expect("documents without a case, or with two", documents.get(), count("select count(*) from case_view"));
        expect("cases that were promised and are not there", accepted.size(), count("select count(*) from case_view"));
        expect(
                "cases that were opened or decided twice",
                0,
                count("select count(*) from (select 1 from event where type in ('CaseOpened', 'Decided', 'Reviewed')"
                        + " group by case_id, type having count(*) <> 1) t"));
        expect(
                "cases that ended in no way or in another",
                0,
                count("select count(*) from case_view where phase not in ('cleared', 'approved')"));
        expect("effects that the log says happened", ledger.booked.size(), count("select count(*) from action_view where state = 'verified'"));
        expect("effects for each case", documents.get(), ledger.booked.size());
        ledger.booked.forEach((key, times) -> {
            if (times.get() != 1) found.add("effect " + key + " was sent " + times + " times");
        });
        say("%d effects, each sent once; %d answers were lost on purpose", ledger.booked.size(), ledger.lost.get());
        expect("events without a place in the tree", 0, waiting(node));
        says("rebuild", node.command("rebuild"), " 0 ");
        say("replay: %s", last(node.command("replay", "--all")));
        Path packed = work.resolve("evidence.zip");
        node.command("evidence", "export", "-o", packed.toString());
        Path key = work.resolve("log.vkey");
        Files.writeString(key, node.command("evidence", "key"));
        say("evidence: %s", last(node.command("evidence", "verify", packed.toString(), "--key", key.toString())));
    }

    private long waiting(Node node) throws Exception {
        node.command("evidence", "head");
        return count("select count(*) from event e left join leaf_batch b on b.id = e.batch where b.first_position is null");
    }

    private void says(String what, String text, String wanted) {
        say("%s: %s", what, last(text));
        if (!text.contains(wanted)) found.add(what + " says: " + text);
    }

    private static String last(String text) {
        return text.strip().lines().reduce("", (_, line) -> line);
    }

    private void expect(String what, long wanted, long was) {
        if (wanted != was) found.add(what + ": " + was + " instead of " + wanted);
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url(), "remit", postgres.password);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    // ---- a node ----------------------------------------------------------------------------------------------------

    private final class Node {
        private final String name;
        private final Path product;
        private final Path data;
        private final Path log;
        private final int port = free();
        private Process serving;

        private Node(String name, Path product) throws IOException {
            this.name = name;
            this.product = product;
            this.data = Files.createDirectories(work.resolve(name));
            this.log = work.resolve(name + ".log");
        }

        /** As the how-to says: the same people, and the same key of the log where there is one. */
        private void sameKeysAs(Node other) throws IOException {
            for (String file : List.of("access.yaml", "evidence.key")) {
                if (Files.exists(other.data.resolve(file))) Files.copy(other.data.resolve(file), data.resolve(file));
            }
        }

        private ProcessBuilder builder(String... words) {
            var command = new ArrayList<>(List.of(product.resolve("remit").toString()));
            command.addAll(List.of(words));
            var builder = new ProcessBuilder(command).directory(work.toFile());
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(each -> each.startsWith("REMIT_"));
            environment.putAll(Map.of(
                    "JAVA_HOME", jdk,
                    "REMIT_AOT", "off",
                    "REMIT_DATA_DIR", data.toString(),
                    "REMIT_DB_URL", postgres.url(),
                    "REMIT_DB_USER", "remit",
                    "REMIT_DB_PASSWORD", postgres.password,
                    "REMIT_MANAGEMENT_PORT", "0",
                    "REMIT_CONNECTORS_LEDGER_KIND", "http",
                    "REMIT_CONNECTORS_LEDGER_URL", ledger.url()));
            return builder;
        }

        private void serve() throws Exception {
            serving = builder("serve", "--pack", pack.toString(), "--port", String.valueOf(port))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(30);
            while (System.nanoTime() < limit) {
                HttpResponse<String> answer = get("/health/ready", "");
                if (answer != null && answer.statusCode() == 200) return;
                if (!serving.isAlive()) throw new IllegalStateException(name + " ended: " + Files.readString(log));
                pause(200);
            }
            throw new IllegalStateException(name + " does not serve: " + Files.readString(log));
        }

        /** A command on this node's data; what it prints. One that does not end well is a finding. */
        private String command(String... words) throws Exception {
            Path errors = work.resolve("errors.txt");
            Process process = builder(words).redirectError(errors.toFile()).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) found.add(String.join(" ", words) + " ended with " + status + ": " + text + Files.readString(errors));
            return text;
        }

        private HttpResponse<String> get(String path, String key) {
            return send(request(path, key).GET());
        }

        private HttpResponse<String> post(String path, String key, String once, String body) {
            return send(request(path, key)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", once)
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        private HttpRequest.Builder request(String path, String key) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofMinutes(5));
            return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
        }

        /** Null without an answer. */
        private HttpResponse<String> send(HttpRequest.Builder request) {
            try {
                return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }

        private void stop() throws InterruptedException {
            if (serving == null || !serving.isAlive()) return;
            serving.destroy();
            if (!serving.waitFor(90, TimeUnit.SECONDS)) {
                found.add(name + " did not stop when it was asked to");
                serving.destroyForcibly().waitFor();
            }
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    // ---- a system of record ----------------------------------------------------------------------------------------

    /** Books each key once, and loses one answer in twenty after it has booked. */
    private static final class Ledger {
        private final Map<String, AtomicInteger> booked = new ConcurrentHashMap<>();
        private final AtomicInteger lost = new AtomicInteger();
        private final HttpServer server;

        private Ledger() throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/actions", this::answer);
            server.start();
        }

        private String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/actions";
        }

        private void answer(HttpExchange exchange) throws IOException {
            exchange.getRequestBody().readAllBytes();
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            if (exchange.getRequestMethod().equals("POST")) {
                booked.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
                boolean lose = Math.floorMod(key.hashCode(), 20) == 0;
                if (lose) lost.incrementAndGet();
                tell(exchange, lose ? 500 : 201, key);
            } else {
                String asked = exchange.getRequestURI().getPath().replaceFirst("/actions/", "");
                tell(exchange, booked.containsKey(asked) ? 200 : 404, asked);
            }
        }

        private static void tell(HttpExchange exchange, int status, String key) throws IOException {
            byte[] body = ("{\"receipt\":\"R-" + key + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        private void stop() {
            server.stop(0);
        }
    }

    // ---- the database ----------------------------------------------------------------------------------------------

    private static final class Postgres {
        private final String password = Long.toHexString(new java.security.SecureRandom().nextLong());
        private final int port = free();
        private final Process server;

        private Postgres(Path folder) throws Exception {
            Path bin = programs();
            List<String> prefix = prefix();
            Path secret = Files.writeString(folder.resolveSibling("postgres.password"), password);
            run(prefix, bin.resolve("initdb"), "-D", folder, "-U", "remit", "--auth=scram-sha-256", "--pwfile=" + secret, "-E", "UTF8", "--locale=C");
            var command = new ArrayList<>(prefix);
            command.addAll(List.of(bin.resolve("postgres").toString(), "-D", folder.toString(), "-p", String.valueOf(port), "-h", "127.0.0.1", "-k", ""));
            server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolveSibling("postgres.log").toFile())
                    .start();
            for (int tries = 0; ; tries++) {
                try (Connection connection = DriverManager.getConnection(url(), "remit", password)) {
                    say("PostgreSQL %s", connection.getMetaData().getDatabaseProductVersion());
                    return;
                } catch (SQLException notYet) {
                    if (tries == 300 || !server.isAlive()) throw notYet;
                    pause(100);
                }
            }
        }

        private String url() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        }

        private static Path programs() throws IOException {
            String named = System.getenv("REMIT_PG_BIN");
            if (named != null && !named.isBlank()) return Path.of(named);
            Path cache = Path.of(System.getProperty("user.home"), ".cache/remit");
            for (Path folder : List.of(cache, Path.of("/usr/lib/postgresql"))) {
                if (!Files.isDirectory(folder)) continue;
                try (Stream<Path> below = Files.list(folder)) {
                    var newest = below.map(each -> each.resolve("bin"))
                            .filter(each -> Files.isExecutable(each.resolve("initdb")))
                            .max(Comparator.naturalOrder());
                    if (newest.isPresent()) return newest.get();
                }
            }
            throw new IOException("no PostgreSQL was found: set REMIT_PG_BIN to the folder with initdb and postgres");
        }

        /** It does not run as root, but in a user namespace of root. */
        private static List<String> prefix() {
            return System.getProperty("user.name").equals("root") ? List.of("unshare", "--user") : List.of();
        }

        private static void run(List<String> prefix, Object... words) throws Exception {
            var command = new ArrayList<>(prefix);
            for (Object word : words) command.add(word.toString());
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw new IOException(said);
        }

        private void stop() throws InterruptedException {
            server.destroy();
            server.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}

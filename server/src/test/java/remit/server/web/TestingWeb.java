package remit.server.web;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Money;
import remit.kernel.Problem;
import remit.scorecard.Score;
import remit.server.access.Access;
import remit.server.access.AccessEvidence;
import remit.server.acts.Acts;
import remit.server.cases.Dispatcher;
import remit.server.cases.EffectDesk;
import remit.server.catalog.Catalog;
import remit.server.changes.Changes;
import remit.server.gateway.Gateway;
import remit.server.halts.HaltDesk;
import remit.server.halts.KillSwitch;
import remit.server.incidents.IncidentDesk;
import remit.server.ladders.Ladders;
import remit.server.ledger.Ledger;
import remit.server.register.Authorities;
import remit.server.register.Published;
import remit.server.register.RuleHygiene;
import remit.server.store.CaseReader;
import remit.server.store.Database;
import remit.server.store.EvidenceLog;
import remit.server.store.VersionStore;
import remit.server.telemetry.Telemetry;
import remit.server.whatif.Certificates;
import remit.server.whatif.WhatIfs;

/** A running server over a few hundred cases, and a browser without a screen. */
public final class TestingWeb implements AutoCloseable {
    static final String HOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    final AtomicBoolean writing = new AtomicBoolean(true);
    final TestingDatabase database;
    final TestingEvidence evidence;
    final Access access;
    final WebServer server;
    private final EvidenceLog log;
    private Dispatcher dispatcher;

    TestingWeb(Path folder, int management, Set<Actor> rulesBy) {
        database = TestingDatabase.in(folder);
        evidence = new TestingEvidence(database.source());
        log = new EvidenceLog(database.source(), "test", java.time.InstantSource.system());
        access = recorded(Access.open(folder, java.time.InstantSource.system(), "Dana Fox")
                .orThrow());
        var process = TestingContracts.invoices(rulesBy);
        var settings = new WebSettings(
                "127.0.0.1",
                new WebSettings.Ports(0, management),
                "test",
                "Synthetic data: every case here was generated.",
                Map.of("invoices", List.of(HOOK_SECRET)));
        server = WebServer.start(new WebParts(
                        new WebParts.Storage(database.source(), writing::get, () -> true),
                        access,
                        settings,
                        new WebParts.Catalog(
                                () -> List.of(process),
                                version -> version.equals(process.version()) ? Optional.of(process) : Optional.empty(),
                                new WebParts.Catalog.Measured(
                                        id -> List.of(new Figure(
                                                "Days to decide", "5.6", "mean of 134 lines", "751 ÷ 134", null)),
                                        id -> Optional.of(new Score.Worth(
                                                gbp("900.00"), gbp("30.00"), gbp("195.01"), gbp("780.00"))))),
                        new WebParts.Services(
                                evidence::review, evidence::intake, evidence::caseByKey, evidence::who, (id, out) -> {
                                    try {
                                        out.write("{\"process_id\":\"invoices\"}\n".getBytes(StandardCharsets.UTF_8));
                                        return 1;
                                    } catch (IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                }),
                        rollout(),
                        register(),
                        WebParts.Rules.of(changeParts()),
                        whatIfs(),
                        halts(),
                        new IncidentDesk(
                                database.source(),
                                log,
                                java.time.InstantSource.system(),
                                id -> Optional.of(process.contract())),
                        new Acts(log, java.time.InstantSource.system()),
                        effects(folder)))
                .orThrow();
    }

    private HaltDesk halts() {
        return new HaltDesk(new HaltDesk.Parts(
                database.source(),
                log,
                new KillSwitch(database.source()),
                () -> List.of(new HaltDesk.Known("invoices", "classifier", List.of("post_line"), List.of())),
                java.time.InstantSource.system()));
    }

    private EffectDesk effects(Path folder) {
        var clock = java.time.InstantSource.system();
        var installation = Database.installation(database.source());
        var gateway = Gateway.open(folder, installation.keyring(), List.of(), new KillSwitch(database.source()), clock)
                .orThrow();
        dispatcher = new Dispatcher(new Dispatcher.Parts(
                changeParts().catalog(),
                gateway,
                log,
                new CaseReader(database.source(), installation.organisation(), installation.keyring()),
                database.source(),
                Telemetry.off(),
                clock));
        return EffectDesk.of(dispatcher);
    }

    private Changes.Parts changeParts() {
        var versions = new VersionStore(database.source());
        var catalog = new Catalog(
                versions, log, Database.installation(database.source()).keyring());
        return new Changes.Parts(
                catalog, versions, log, database.source(), java.time.InstantSource.system(), access::noted);
    }

    private Access recorded(Access open) {
        var keyring = Database.installation(database.source()).keyring();
        var clock = java.time.InstantSource.system();
        return open.recordedBy(
                new AccessEvidence(database.source(), log, keyring, clock),
                open.people().getFirst().actor());
    }

    private WhatIfs whatIfs() {
        var clock = java.time.InstantSource.system();
        var installation = Database.installation(database.source());
        return new WhatIfs(
                database.source(),
                changeParts().catalog(),
                new Certificates(new Ledger(database.source(), log), clock),
                new CaseReader(database.source(), installation.organisation(), installation.keyring()).ids(),
                clock);
    }

    /** Ladders of this database, where no process has begun one; nothing was drawn for a look. */
    private WebParts.Rollout rollout() {
        var clock = java.time.InstantSource.system();
        var installation = Database.installation(database.source());
        var ids = new CaseReader(database.source(), installation.organisation(), installation.keyring()).ids();
        return new WebParts.Rollout(
                new Ladders(new Ladders.Parts(database.source(), log, ids, clock)),
                (id, look, note) -> Checked.refused(new Problem("RMT-190", id, "nothing was drawn", "go on")),
                clock);
    }

    /** Nothing was published to this database. */
    private WebParts.Register register() {
        var published = new Published(
                database.source(),
                new VersionStore(database.source()),
                sha256 -> Optional.empty(),
                id -> Optional.empty());
        var clock = java.time.InstantSource.system();
        return new WebParts.Register(
                new Authorities(published, access::people, clock), new RuleHygiene(published, clock));
    }

    private static Money gbp(String amount) {
        return new Money(new BigDecimal(amount), "GBP");
    }

    /** 40 of history, 80 cleared (5 known wrong, 60 known), 45 held, 6 stopped, 3 returned. */
    void fill() {
        write("H", 40, "history", null, 0);
        write("C", 60, "cleared", "400100", 5);
        write("U", 20, "cleared", null, 0);
        write("W", 45, "held", null, 0);
        write("S", 6, "stopped", null, 0);
        write("R", 3, "returned", null, 0);
    }

    private void write(String prefix, int count, String phase, @Nullable String truth, int wrong) {
        for (int i = 0; i < count; i++) {
            String known = truth == null ? null : i < wrong ? "999999" : truth;
            var plan = new TestingEvidence.Plan(
                    phase,
                    new BigDecimal(i * 13 + 1).setScale(2),
                    i % 3 == 0 ? "Acme Paving" : "Borough Lighting",
                    "400100",
                    known);
            evidence.write(prefix + i, plan, TestingEvidence.START.plus(Duration.ofHours(i * 7L)));
        }
    }

    Browser browser() {
        return new Browser(server.url());
    }

    /** A request without a body exactly as it is written, and the whole answer. */
    String raw(String... lines) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            String request = String.join("\r\n", lines) + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Signed in as the administrator. */
    Browser signedIn() throws IOException, InterruptedException {
        return browser().signIn(access, access.people().getFirst());
    }

    @Override
    public void close() {
        server.close();
        dispatcher.close();
        log.close();
        database.close();
    }

    /** Cookies, forms and links; no script. */
    public static final class Browser {
        private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
        private final String url;
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

        Browser(String url) {
            this.url = url;
        }

        Browser signIn(Access access, remit.server.access.Person person) throws IOException, InterruptedException {
            String token = access.newLink(person);
            String page = get("/sign-in?token=" + token).body();
            var answer = post("/sign-in", Map.of("token", token, "_csrf", csrf(page)));
            if (answer.statusCode() != 303) throw new AssertionError("sign-in: " + answer.statusCode());
            return this;
        }

        public HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
        }

        HttpResponse<String> post(String path, Map<String, String> fields) throws IOException, InterruptedException {
            return postAll(
                    path,
                    fields.entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))));
        }

        /** Hands in a file as a form with one does. */
        HttpResponse<String> upload(String path, String csrf, String name, String content)
                throws IOException, InterruptedException {
            return upload(path, Map.of("_csrf", csrf), name, content);
        }

        /** The same with other fields beside it. */
        HttpResponse<String> upload(String path, Map<String, String> fields, String name, String content)
                throws IOException, InterruptedException {
            String part = "--remit\r\nContent-Disposition: form-data; name=";
            String form = fields.entrySet().stream()
                            .map(each -> part + "\"" + each.getKey() + "\"\r\n\r\n" + each.getValue() + "\r\n")
                            .collect(Collectors.joining())
                    + part + "\"file\"; filename=\"" + name + "\"\r\nContent-Type: text/plain\r\n\r\n" + content
                    + "\r\n--remit--\r\n";
            return client.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .header("Content-Type", "multipart/form-data; boundary=remit")
                            .POST(HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        /** A form with fields that were filled in more than once. */
        HttpResponse<String> postAll(String path, Map<String, List<String>> fields)
                throws IOException, InterruptedException {
            String form = fields.entrySet().stream()
                    .flatMap(e -> e.getValue().stream()
                            .map(value -> e.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                    .collect(Collectors.joining("&"));
            return client.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        public HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(url + path));
        }

        static String csrf(String page) {
            Matcher matcher = TOKEN.matcher(page);
            if (!matcher.find()) throw new AssertionError("no form token in " + page);
            return matcher.group(1);
        }
    }
}

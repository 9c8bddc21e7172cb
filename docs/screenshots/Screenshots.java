import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the demo in a fresh data directory, signs in by the printed link, waits until everything is loaded and takes the
 * pictures that the documents show. It speaks the DevTools protocol to a Chromium, so that it needs nothing but a JDK.
 */
final class Screenshots {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WIDTH = 1280;
    private static final int MOST_HEIGHT = 2400;

    private Screenshots() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Path scratch = Files.createTempDirectory("remit-screenshots");
        Process chromium = new ProcessBuilder(
                        arguments[0],
                        "--headless=new",
                        "--no-sandbox",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + scratch.resolve("browser"))
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("browser.log").toFile())
                .start();
        try (Tab tab = Tab.open(scratch.resolve("browser"))) {
            demo(tab, scratch.resolve("demo"), folder, Screenshots::take);
            demo(tab, scratch.resolve("earning"), folder, Screenshots::earned, "--time-machine", "365");
        } finally {
            chromium.destroy();
            chromium.waitFor(20, TimeUnit.SECONDS);
            delete(scratch);
        }
    }

    /** Pictures of one demo. */
    private interface Pictures {
        void take(Tab tab, String site, Path folder) throws Exception;
    }

    private static void demo(Tab tab, Path data, Path folder, Pictures pictures, String... options) throws Exception {
        var command = new ArrayList<>(List.of("./remit", "demo", "--port", "0", "--data-dir", data.toString()));
        command.addAll(List.of(options));
        Process demo = new ProcessBuilder(command)
                .redirectError(data.resolveSibling(data.getFileName() + ".err").toFile())
                .start();
        try (BufferedReader printed = demo.inputReader()) {
            String link = lineWith(printed, "Sign in once").replaceFirst(".*?(http)", "$1");
            tab.open(link);
            tab.evaluate("document.querySelector('main form button').click()");
            tab.await("location.pathname === '/' && document.readyState === 'complete'");
            lineWith(printed, "Ctrl-C stops it.");
            pictures.take(tab, link.substring(0, link.indexOf("/sign-in")), folder);
        } finally {
            demo.destroy();
            if (!demo.waitFor(60, TimeUnit.SECONDS)) demo.destroyForcibly();
        }
    }

    private static void take(Tab tab, String site, Path folder) throws Exception {
        tab.open(site + "/");
        tab.picture(folder.resolve("scorecard-light.png"), false);
        tab.picture(folder.resolve("scorecard-dark.png"), true);
        tab.open(site + "/processes/demo-claims");
        tab.picture(folder.resolve("process.png"), false);
        tab.open(site + "/processes/demo-claims/rules");
        tab.picture(folder.resolve("rules.png"), false);
        tab.open(site + "/authority");
        tab.picture(folder.resolve("authority.png"), false);
        tab.open(site + "/what-if?process=demo-claims&ask=limit:amount&value=400&max_error=5%25");
        tab.picture(folder.resolve("what-if.png"), false);
        tab.open(site + "/held");
        tab.picture(folder.resolve("held-cases.png"), false);
        tab.open(site + tab.evaluate("document.querySelector('table.cases tbody a').getAttribute('href')"));
        tab.picture(folder.resolve("held-case.png"), false);
        tab.open(site + "/cases?process=demo-claims&phase=cleared");
        tab.open(site + tab.evaluate("document.querySelector('table.cases tbody a').getAttribute('href')"));
        tab.picture(folder.resolve("case-timeline.png"), false);
    }

    private static void earned(Tab tab, String site, Path folder) throws Exception {
        tab.open(site + "/processes/demo-claims/rollout");
        tab.picture(folder.resolve("rollout.png"), false);
    }

    private static String lineWith(BufferedReader printed, String words) throws IOException {
        for (String line = printed.readLine(); line != null; line = printed.readLine()) {
            if (line.contains(words)) return line;
        }
        throw new IllegalStateException("the demo ended before it printed \"" + words + "\"");
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    /** One page of the browser, driven by the DevTools protocol. */
    private static final class Tab implements AutoCloseable, WebSocket.Listener {
        private final HttpClient client = HttpClient.newHttpClient();
        private final ConcurrentHashMap<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
        private final AtomicInteger last = new AtomicInteger();
        private final StringBuilder text = new StringBuilder();
        private WebSocket socket;

        static Tab open(Path profile) throws Exception {
            Path port = profile.resolve("DevToolsActivePort");
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (!Files.exists(port) || Files.readAllLines(port).isEmpty()) {
                if (System.nanoTime() > end) throw new IllegalStateException("Chromium does not start");
                Thread.sleep(100);
            }
            Tab tab = new Tab();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + Files.readAllLines(port).getFirst() + "/json/new"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            String told = tab.client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            String address = field(told, "webSocketDebuggerUrl");
            tab.socket = tab.client.newWebSocketBuilder().buildAsync(URI.create(address), tab).join();
            tab.call("Page.enable", "{}");
            return tab;
        }

        void open(String address) throws Exception {
            call("Page.navigate", "{\"url\":\"" + address + "\"}");
            await("location.href === '" + address + "' && document.readyState === 'complete'");
        }

        void await(String condition) throws Exception {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!evaluate("String(" + condition + ")").equals("true")) {
                if (System.nanoTime() > end) throw new IllegalStateException("never true: " + condition);
                Thread.sleep(100);
            }
        }

        /** The value of an expression, which must be a string. */
        String evaluate(String expression) throws Exception {
            String answer = call(
                    "Runtime.evaluate",
                    "{\"returnByValue\":true,\"expression\":\"" + expression.replace("\"", "\\\"") + "\"}");
            return answer.contains("\"value\"") ? field(answer, "value") : "";
        }

        void picture(Path file, boolean dark) throws Exception {
            call(
                    "Emulation.setEmulatedMedia",
                    "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + (dark ? "dark" : "light")
                            + "\"},{\"name\":\"prefers-reduced-motion\",\"value\":\"reduce\"}]}");
            size(900);
            String height = evaluate("String(Math.ceil(document.documentElement.scrollHeight))");
            size(Math.clamp(Integer.parseInt(height), 600, MOST_HEIGHT));
            String answer = call("Page.captureScreenshot", "{\"format\":\"png\"}");
            Files.write(file, Base64.getDecoder().decode(field(answer, "data")));
            System.out.println(file);
        }

        private void size(int height) throws Exception {
            call(
                    "Emulation.setDeviceMetricsOverride",
                    "{\"width\":" + WIDTH + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}");
        }

        private String call(String method, String parameters) throws Exception {
            int id = last.incrementAndGet();
            var answer = new CompletableFuture<String>();
            answers.put(id, answer);
            socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                    .join();
            return answer.get(60, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
            text.append(part);
            if (whole) {
                String message = text.toString();
                text.setLength(0);
                Matcher id = Pattern.compile("^\\{\"id\":(\\d+)").matcher(message);
                if (id.find()) {
                    var waiting = answers.remove(Integer.parseInt(id.group(1)));
                    if (waiting != null) waiting.complete(message);
                }
            }
            from.request(1);
            return null;
        }

        private static String field(String json, String name) {
            String begin = "\"" + name + "\":";
            int from = json.indexOf(begin);
            if (from < 0) throw new IllegalStateException("no " + name + " in " + json);
            int open = json.indexOf('"', from + begin.length());
            return json.substring(open + 1, json.indexOf('"', open + 1));
        }

        @Override
        public void close() {
            socket.abort();
            client.shutdownNow();
        }
    }
}

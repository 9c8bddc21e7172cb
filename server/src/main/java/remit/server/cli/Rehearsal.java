package remit.server.cli;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import remit.server.cli.console.Console;
import remit.server.packs.PackReader;
import remit.server.runs.FileRun;
import remit.server.runs.HistoryOption;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;
import remit.server.wiring.Site;

/**
 * A short working day on a data directory of its own: a run over a pack's sample, then the first page of a server. What
 * the ahead-of-time cache has seen here, no later start has to load and link. No configuration of the user is read, so
 * that no database or mailbox of theirs is touched; nothing stays.
 */
final class Rehearsal {
    private final Console console;
    private final Path pack;

    /** @param pack a folder with a sample.csv */
    Rehearsal(Console console, Path pack) {
        this.console = console;
        this.pack = pack;
    }

    void play() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("remit-warm-up-");
        try {
            var flags =
                    Map.of(Setting.DATA_DIR, folder.toString(), Setting.HTTP_PORT, "0", Setting.MANAGEMENT_PORT, "0");
            Settings settings = console.need(Settings.read(new SettingSources(flags, Map.of(), folder, folder)));
            try (Installation installation = console.need(Installation.open(settings, console.clock()))) {
                run(installation, folder);
                visit(installation, settings);
            }
        } finally {
            DemoFolder.delete(folder);
        }
    }

    private void run(Installation installation, Path folder) {
        var person = console.need(installation.person(null));
        var order = new FileRun.Request(
                console.need(PackReader.read(pack)),
                pack,
                pack.resolve("sample.csv"),
                new HistoryOption.Unset(),
                folder.resolve("rejected.csv"));
        var run = new FileRun(console.need(installation.runParts(person.actor())), console.progress());
        console.print(console.need(run.run(order)).text());
    }

    private void visit(Installation installation, Settings settings) throws IOException, InterruptedException {
        try (Site site = console.need(Site.start(installation, settings, new Site.Order(List.of(pack), null)));
                HttpClient browser = HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            for (String address : List.of(site.signInUrl(), site.url() + "/")) {
                var page = HttpRequest.newBuilder(URI.create(address)).build();
                int status =
                        browser.send(page, HttpResponse.BodyHandlers.ofString()).statusCode();
                console.print(address + " " + status);
            }
        }
    }
}

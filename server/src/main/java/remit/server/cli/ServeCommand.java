package remit.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;
import remit.server.wiring.Site;

/** {@code remit serve --pack DIR...}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        header = "Serves processes: takes cases in, decides them, shows people their pages.",
        description = {
            "",
            "Cases come in by POST /api/v1/processes/ID/cases, by signed hook, or as files laid into DATA_DIR/inbox/ID.",
            "Ctrl-C stops cleanly.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  remit serve --pack packs/invoices",
            "  remit serve --pack packs/invoices --pack packs/claims --data-dir /var/lib/remit --port 9000"
        })
final class ServeCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            arity = "1..*",
            required = true,
            description = "A pack's folder; several may be given.")
    List<Path> packs = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of pages and API (default: 8080, or http_port); 0 picks a free one.")
    @Nullable
    Integer port;

    @Mixin
    CommonOptions common = new CommonOptions();

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Settings settings = console.settings(common, port);
        return serve(console, settings, new Site.Order(packs, null), (site, _) -> {
            console.print("Remit serves at " + site.url());
            console.print("Sign in once, within 15 minutes: " + site.signInUrl());
            console.print("Ctrl-C stops it.");
            site.warnings().forEach(console::note);
        });
    }

    /** What is done once the site serves. */
    interface Started {
        /** @param ending whether the JVM was asked to end by now */
        void with(Site site, BooleanSupplier ending);
    }

    /** Serves until the JVM is asked to end; everything is closed in order, the database last. */
    static int serve(Console console, Settings settings, Site.Order order, Started started) {
        var ended = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().name("remit-stop").unstarted(() -> {
            ended.countDown();
            awaitQuietly(closed);
        });
        // Before anything opens: a Ctrl-C during the start then still finds somebody who closes.
        Runtime.getRuntime().addShutdownHook(hook);
        try (Installation installation = console.opened(Installation.open(settings, console.clock()));
                Site site = console.need(Site.start(installation, settings, order))) {
            started.with(site, () -> ended.getCount() == 0);
            ended.await();
            console.note("stopping ...");
            return ExitStatus.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitStatus.OK;
        } finally {
            closed.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch closed) {
        try {
            if (!closed.await(30, java.util.concurrent.TimeUnit.SECONDS))
                Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

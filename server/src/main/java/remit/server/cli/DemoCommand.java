package remit.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.ladder.Stage;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.demo.Generator;
import remit.server.demo.World;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.runs.Climbing;
import remit.server.runs.FileRun;
import remit.server.runs.HistoryOption;
import remit.server.runs.Progress;
import remit.server.runs.RunReport;
import remit.server.settings.Settings;
import remit.server.wiring.Site;

/** {@code remit demo}: serve plus a generator of synthetic claims. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "Starts everything with a synthetic organisation: twelve weeks of history, then live claims.",
        footer = {
            "",
            "Examples:",
            "  remit demo",
            "  remit demo --reset --port 9000",
            "  remit demo --reset --time-machine 7"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String BANNER =
            "Synthetic data: this organisation, its people and its claims are made up by a seeded generator.";

    /** Evidence is for ever: made-up claims must not get among real ones. */
    private static final Problem REAL_DATABASE = new Problem(
            "RMT-098",
            "db_url",
            "a demo keeps its synthetic claims in its own database, never in one of yours",
            "start it without db_url, e.g. env -u REMIT_DB_URL remit demo");

    private final Console console;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of pages and API (default: 8080); 0 picks a free one.")
    @Nullable
    Integer port;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where the demo is kept (default: .remit-demo).")
    Path dataDirectory = Path.of(".remit-demo");

    @Option(
            names = "--time-machine",
            paramLabel = "DAYS",
            description = "Let the claims earn their way from shadow on while you watch: so many days in a second.")
    @Nullable
    String pace;

    @Option(names = "--reset", description = "Forget the earlier demo and start anew.")
    boolean reset;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Climbing climbing = climbing();
        if (reset) DemoFolder.forget(console, dataDirectory);
        Settings settings = console.demoSettings(CommonOptions.at(dataDirectory), port);
        if (settings.database().url() != null) throw new Failure(ExitStatus.USAGE, List.of(REAL_DATABASE));
        Path pack = console.packFolder("demo-claims");
        console.need(PackReader.read(pack));
        return ServeCommand.serve(console, settings, new Site.Order(List.of(pack), BANNER), (site, ending) -> {
            console.print("Remit demo at " + site.url() + " (synthetic data)");
            console.print("Sign in once, within 15 minutes: " + site.signInUrl());
            Thread.ofPlatform().name("demo-loader").daemon(true).start(() -> load(site, pack, climbing, ending));
        });
    }

    /** In a demo its own person signs beforehand, as far as there is a stage. */
    private @Nullable Climbing climbing() {
        if (pace == null) return null;
        var options = new LadderOptions();
        options.on = true;
        options.authorise = Stage.AUTONOMOUS.word();
        options.pace = pace;
        return console.need(options.read()).orElse(null);
    }

    private void load(Site site, Path folder, @Nullable Climbing climbing, BooleanSupplier ending) {
        try {
            load(site, folder, climbing);
        } catch (RuntimeException failure) {
            console.note(
                    ending.getAsBoolean()
                            ? "the demo was still loading; the next start goes on from there"
                            : "the demo could not be loaded: " + failure.getMessage());
        }
    }

    private void load(Site site, Path folder, @Nullable Climbing climbing) {
        try (Progress progress = console.progress()) {
            World world = World.standard();
            Path rows = dataDirectory.resolve("demo-claims.csv");
            if (!Files.exists(rows)) write(new Generator(world), rows);
            Pack pack = console.need(PackReader.read(folder));
            var request = new FileRun.Request(
                    pack,
                    folder,
                    rows,
                    new HistoryOption.Before(world.calendar().firstLiveDay()),
                    dataDirectory.resolve("rejected.csv"),
                    climbing);
            Checked<RunReport> report = new FileRun(site.parts(), progress).run(request);
            progress.close();
            switch (report) {
                case Checked.Ok<RunReport>(RunReport done) -> {
                    console.print(done.text());
                    console.print("Ctrl-C stops it.");
                }
                case Checked.Refused<RunReport>(List<Problem> problems) ->
                    problems.forEach(problem -> console.note(problem.toString()));
            }
        }
    }

    /** Written aside and moved, so that a killed start leaves no half file. */
    private static void write(Generator generator, Path rows) {
        try {
            Path half = rows.resolveSibling(rows.getFileName() + ".part");
            generator.writeCsv(half);
            Files.move(half, rows, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + rows + ": " + e.getMessage(), e);
        }
    }
}

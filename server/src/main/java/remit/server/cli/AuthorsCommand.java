package remit.server.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.kernel.Share;
import remit.kernel.Value;
import remit.process.AuthorSpec;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.authors.Authors;
import remit.server.authors.Certified;
import remit.server.authors.Classifier;
import remit.server.authors.Example;
import remit.server.authors.TrainingReport;
import remit.server.authors.embedding.Embeddings;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.packs.DataFile;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.packs.Row;
import remit.server.packs.RowReader;
import remit.server.runs.AuthorComparison;
import remit.server.runs.HistoryOption;

/** {@code remit authors}. */
@Command(
        name = "authors",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Says which author suits a process, by its history, and what is proven of the one it has.",
        footer = {
            "",
            "Examples:",
            "  remit authors compare packs/invoices --data packs/invoices/sample.csv",
            "  remit authors show invoices"
        })
final class AuthorsCommand {
    private AuthorsCommand() {}

    static CommandLine line(Console console) {
        return new CommandLine(new AuthorsCommand())
                .addSubcommand(new Compare(console))
                .addSubcommand(new AuthorsShowCommand(console));
    }

    /** {@code remit authors compare PACK --data FILE}. */
    @Command(
            name = "compare",
            mixinStandardHelpOptions = true,
            header = "Compares a classifier of words, of meaning and of both on the history of a file.",
            description = {
                "",
                "Each learns from history in folds blocked by time: it is judged on cases that came after those it learned"
                        + " from. Shown are how many it got right, which share would clear at the pack's max_error, with the"
                        + " proven bound, and how long it took. The live part is not read. A pack may name whom to compare (candidates).",
                ""
            },
            footer = {
                "",
                "Examples:",
                "  remit authors compare packs/invoices --data packs/invoices/sample.csv",
                "  remit authors compare packs/invoices --data packs/invoices/sample.csv --record"
            })
    static final class Compare implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "PACK", description = "The pack's folder.")
        Path pack = Path.of("");

        @Option(names = "--data", paramLabel = "FILE", required = true, description = "The rows: CSV, plain or gzip.")
        Path data = Path.of("");

        @Option(
                names = "--history",
                paramLabel = "SHARE|DATE",
                description = "How much is history: a share (0.5, the default) or the first live day (2024-03-01).")
        @Nullable
        String history;

        @Option(
                names = "--record",
                description =
                        "Keep the comparison as evidence in the data directory: folds, figures, versions, choice.")
        boolean record;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        Compare(Console console) {
            this.console = console;
        }

        /** @param seconds that each took to learn, folds and all */
        private record Timed(AuthorComparison comparison, Map<String, Double> seconds) {
            Json.Obj toJson() {
                var authors = new ArrayList<Json>();
                for (AuthorComparison.Compared each : comparison.authors()) {
                    authors.add(each.toJson().with("seconds", Json.of(seconds.getOrDefault(each.name(), 0.0))));
                }
                return comparison.toJson().with("authors", Json.array(authors));
            }
        }

        @Override
        public Integer call() {
            HistoryOption option = console.need(HistoryOption.read(history));
            Pack read = console.need(PackReader.read(pack));
            Timed timed = compared(read, option);
            if (json) console.print(timed.toJson().pretty());
            else print(timed);
            if (!record) return ExitStatus.OK;
            return console.with(common, installation -> {
                Person person = console.person(installation, common, Role.Permission.SUBMIT);
                timed.comparison().keep(console.need(installation.runParts(person.actor())));
                console.note("the comparison is kept as evidence");
                return ExitStatus.OK;
            });
        }

        private Timed compared(Pack read, HistoryOption option) {
            AuthorSpec author = read.contract().author();
            Map<String, AuthorSpec> candidates = console.need(Authors.candidates(author));
            var rows = new RowReader(read.intake(), read.contract().zone());
            DataFile file = console.need(rows.open(data, RowReader.Outcomes.OPTIONAL));
            List<Example> past = past(read, option, file);
            var compared = new ArrayList<AuthorComparison.Compared>();
            var seconds = new LinkedHashMap<String, Double>();
            try (var embeddings = Embeddings.miniLm()) {
                candidates.forEach((name, spec) -> {
                    long start = System.nanoTime();
                    Classifier model = console.need(
                            Authors.train(past, spec, read.contract().reporting(), embeddings));
                    compared.add(
                            new AuthorComparison.Compared(name, model.version().sha256(), model.report()));
                    seconds.put(name, (System.nanoTime() - start) / 1e9);
                });
            }
            var of = new AuthorComparison.Of(
                    read.contract().id(), Objects.requireNonNull(read.versions().pack()));
            return new Timed(
                    new AuthorComparison(of, file.facts().sha256(), past.size(), author.maxError(), compared), seconds);
        }

        private static List<Example> past(Pack read, HistoryOption option, DataFile file) {
            var sources = new ArrayList<Row.SourceRow>();
            file.rows(row -> {
                if (row instanceof Row.SourceRow source) sources.add(source);
            });
            sources.sort(Comparator.comparing(Row.SourceRow::at).thenComparing(Row.SourceRow::keyText));
            String target = read.contract().author().target();
            return sources.subList(0, count(read, option, sources)).stream()
                    .map(row -> new Example(row.inputs(), truth(row, target), row.at()))
                    .toList();
        }

        private static int count(Pack read, HistoryOption option, List<Row.SourceRow> sources) {
            return switch (option) {
                case HistoryOption.Unset _, HistoryOption.AllLive _ -> sources.size() / 2;
                case HistoryOption.ShareOf(var share) ->
                    share.multiply(java.math.BigDecimal.valueOf(sources.size())).intValue();
                case HistoryOption.Before(var day) -> {
                    Instant first = day.atStartOfDay(read.contract().zone()).toInstant();
                    yield (int) sources.stream()
                            .filter(row -> row.at().isBefore(first))
                            .count();
                }
            };
        }

        private static @Nullable String truth(Row.SourceRow row, String target) {
            Value value = row.outcomes().getOrDefault(target, Value.ABSENT);
            return value instanceof Value.Absent ? null : value.show();
        }

        private void print(Timed timed) {
            console.print(String.format(
                    Locale.ROOT,
                    "%-8s  %9s  %22s  %26s  %8s",
                    "author",
                    "right",
                    "clears at " + percent(timed.comparison().maxError()),
                    "proven",
                    "seconds"));
            for (AuthorComparison.Compared each : timed.comparison().authors()) {
                TrainingReport.HeldOut held = each.report().heldOut();
                Certified certified = each.report().certified();
                console.print(String.format(
                        Locale.ROOT,
                        "%-8s  %9s  %22s  %26s  %8.1f",
                        each.name(),
                        new Share(held.right(), held.cases()).percent(),
                        new Share(held.cleared(), held.cases()).percent() + ", " + held.wrong() + " wrong",
                        certified == null || certified.bound() == null
                                ? "nothing"
                                : new Share(certified.reached(), certified.cases()).percent() + ", at most "
                                        + String.format(Locale.ROOT, "%.2f%%", 100 * certified.bound()),
                        timed.seconds().getOrDefault(each.name(), 0.0)));
            }
            console.print("Most clears with " + timed.comparison().choice() + ".");
        }

        private static String percent(double share) {
            return String.format(Locale.ROOT, "%.1f%%", 100 * share);
        }
    }
}

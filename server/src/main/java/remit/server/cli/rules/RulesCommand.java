package remit.server.cli.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.decision.Pinned;
import remit.dmn.ConformanceFile;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.rules.DecisionTable;
import remit.rules.Finding;
import remit.server.access.Role;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Trials;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.cli.console.Remote;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.register.RegisterText;
import remit.server.register.RuleHygiene;
import remit.server.rules.ConformanceKit;
import remit.server.rules.NewlyClearedCheck;
import remit.server.rules.TableCheck;

/** {@code remit rules}: groups the commands about decision tables. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Checks decision tables, turns them into other files, and changes those in force.",
        footer = {
            "",
            "Examples:",
            "  remit rules check packs/invoices",
            "  remit rules hygiene invoices",
            "  remit rules convert packs/invoices/authority.dmn rules.xlsx",
            "  remit rules tck dmn-tck/TestCases/compliance-level-2"
        })
public final class RulesCommand {
    private RulesCommand() {}

    public static CommandLine line(Console console) {
        CommandLine rules = new CommandLine(new RulesCommand())
                .addSubcommand(new Check(console))
                .addSubcommand(new Hygiene(console))
                .addSubcommand(new ConvertCommand(console))
                .addSubcommand(new Kit(console));
        ChangeCommands.addTo(rules, console);
        return rules;
    }

    /** {@code remit rules check FILE}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            header = "Looks for gaps, overlaps and rows that never speak.",
            description = {
                "A gap is a case that no row speaks about, where the table has no default. What is printed is exact; a"
                        + " question that would take too long is said to be not decided.",
                "With --data-dir the cases that were decided there are counted too: how many fall into each gap, which"
                        + " rows never spoke about any of them. Where none was decided, that is said of no row.",
                "With --against every row is listed that lets cases clear by themselves which the earlier version held,"
                        + " each with such a case.",
                "The exit status is 1 when something was found: a gap, an overlap, a row that cannot speak or never did"
                        + " in a past case, a question not decided; 0 when nothing was. What newly clears is told, and is no"
                        + " finding; where that is not decided, it is one."
            },
            footer = {
                "",
                "Examples:",
                "  remit rules check packs/invoices",
                "  remit rules check new.dmn --against packs/invoices",
                "  remit rules check packs/invoices/authority.dmn --json",
                "  remit rules check packs/invoices --data-dir .remit",
                "  remit rules check authority.dmn --data-dir .remit --process invoices --last 20000"
            })
    static final class Check implements Callable<Integer> {
        private final Console console;

        @Parameters(
                index = "0",
                paramLabel = "FILE",
                description = "A table (.dmn, .csv, .xlsx), or the folder of a pack.")
        Path file = Path.of("");

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Option(
                names = "--against",
                paramLabel = "OLD",
                description = "An earlier version of the table, a file of the same kinds or the folder of a pack.")
        @Nullable
        Path against;

        @Option(
                names = "--process",
                paramLabel = "PROCESS",
                description = "Whose past cases are counted (default: those of the pack).")
        @Nullable
        String process;

        @Option(
                names = "--last",
                paramLabel = "N",
                defaultValue = "" + Trials.USUAL,
                description = "How many past cases, the newest first (default: ${DEFAULT-VALUE}).")
        int last;

        @Mixin
        CommonOptions common = new CommonOptions();

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (common.dataDirectory() != null || process != null) {
                if (against != null) throw twoQuestions();
                return new PastCheck(console, file, json).of(common, process, last);
            }
            List<TableCheck> checks = TableCheck.of(tables());
            NewlyClearedCheck cleared = against == null ? null : newlyCleared(against);
            if (json) {
                Json.Obj plain = TableCheck.toJson(checks);
                console.print((cleared == null ? plain : plain.with("against", cleared.toJson())).pretty());
            } else {
                for (TableCheck check : checks) {
                    console.print(check.summary());
                    for (Finding finding : check.findings()) console.print("  " + finding.text());
                }
                if (cleared != null) cleared.text().forEach(console::print);
            }
            boolean clean = checks.stream().allMatch(check -> check.findings().isEmpty())
                    && (cleared == null || cleared.decided());
            return clean ? ExitStatus.OK : ExitStatus.FINDING;
        }

        private static Failure twoQuestions() {
            return new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-148",
                            "--against",
                            "past cases are counted of one version only",
                            "leave out --data-dir and --process, or --against")));
        }

        /** A pack among the two says what the facts of both hold; without one the files say it themselves. */
        private NewlyClearedCheck newlyCleared(Path earlier) {
            Pack old = pack(earlier);
            Pack pack = pack(file);
            AuthorityTable before = authority(earlier, old == null ? pack : old);
            AuthorityTable after = authority(file, pack == null ? old : pack);
            return NewlyClearedCheck.of(earlier.toString(), before, after);
        }

        private @Nullable Pack pack(Path path) {
            return Files.isDirectory(path) ? console.need(PackReader.read(path)) : null;
        }

        private AuthorityTable authority(Path path, @Nullable Pack pack) {
            if (pack != null && Files.isDirectory(path))
                return console.need(Catalog.compile(pack)).table();
            String name = path.toString();
            byte[] dmn = dmn(path, pack);
            return console.need(
                    pack == null
                            ? RuleBook.read(dmn, name)
                            : RuleBook.read(dmn, name, Pinned.facts(pack.contract(), pack.intake())));
        }

        private byte[] dmn(Path path, @Nullable Pack pack) {
            byte[] bytes = console.need(TableCheck.bytes(path));
            if (!TableFile.isSheet(path)) return bytes;
            Optional<TableFile.Into> into = pack == null
                    ? Optional.empty()
                    : Optional.of(TableFile.Into.of(
                            pack, console.need(Catalog.compile(pack)).table().name()));
            return console.need(TableFile.dmn(path, bytes, into));
        }

        private List<DecisionTable> tables() {
            if (TableFile.isSheet(file)) return console.need(TableCheck.read(dmn(file, null), file.toString()));
            if (!Files.isDirectory(file)) return console.need(TableCheck.read(file));
            Pack pack = console.need(PackReader.read(file));
            return console.need(Catalog.compile(pack)).table().tables();
        }
    }

    /** {@code remit rules hygiene PROCESS}. */
    @Command(
            name = "hygiene",
            mixinStandardHelpOptions = true,
            header = "Tells how each row of a process's rules fares: hits, exceptions, overrides, age.",
            description = {
                "Of the table in force. A row behind half of all exceptions comes first, then the stalest: never"
                        + " hit, then hit longest ago. Figures come from evidence, days from the time of the cases. A row that stood in an earlier version"
                        + " too brings its figures along.",
                "Exceptions are the cases that the row sent to a person or stopped; overridden are those on which a"
                        + " person decided otherwise than proposed; outdated those for which they gave the reason"
                        + " rule_outdated."
            },
            footer = {
                "",
                "Examples:",
                "  remit rules hygiene invoices",
                "  remit rules hygiene invoices --json",
                "  remit rules hygiene invoices --server https://remit.example"
            })
    static final class Hygiene implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "PROCESS", description = "The id of a process that was published.")
        String process = "";

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions.Reading options = new CommonOptions.Reading();

        Hygiene(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (LevelFiles.kind(process).isPresent()) throw ofLevel(process);
            Json.Obj report = report();
            if (json) console.print(report.pretty());
            else for (String line : RegisterText.hygiene(report)) console.print(line);
            return ExitStatus.OK;
        }

        private static Failure ofLevel(String level) {
            return new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-148",
                            level,
                            "a level has no hygiene of its own",
                            "ask that of a process that it binds: remit rules hygiene PROCESS")));
        }

        private Json.Obj report() {
            String server = options.server();
            if (server != null) {
                if (!process.matches("[a-z][a-z0-9-]*")) throw Failure.noSuchProcess("PROCESS", process);
                try (Remote remote = Remote.open(console, options, server)) {
                    return remote.get("/api/v1/processes/" + process + "/rules/hygiene", Map.of());
                }
            }
            return console.reading(options.common(), installation -> {
                console.person(installation, options.common(), Role.Permission.READ);
                var hygiene = new RuleHygiene(installation.published(), installation.clock());
                return console.need(
                                hygiene.of(process).orElseThrow(() -> Failure.noSuchProcess("PROCESS", process)),
                                ExitStatus.FINDING)
                        .toJson();
            });
        }
    }

    /** {@code remit rules tck DIR}. */
    @Command(
            name = "tck",
            mixinStandardHelpOptions = true,
            header = "Runs the files of the DMN conformance kit: passed, failed, refused.",
            description = {
                "Refused means outside the published grammar, said before anything was evaluated. A wrong answer is"
                        + " failed, never refused.",
                "The exit status is 1 when an assertion failed."
            },
            footer = {
                "",
                "Examples:",
                "  remit rules tck dmn-tck/TestCases/compliance-level-2",
                "  remit rules tck dmn-tck --json"
            })
    static final class Kit implements Callable<Integer> {
        private final Console console;

        @Parameters(
                index = "0",
                paramLabel = "DIR",
                description = "A folder with NAME.dmn and NAME-test-01.xml in it, at any depth.")
        Path folder = Path.of("");

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        Kit(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            ConformanceKit.Report report = console.need(ConformanceKit.run(folder));
            if (json) console.print(report.toJson().pretty());
            else print(report);
            return report.count(ConformanceFile.Standing.FAILED) == 0 ? ExitStatus.OK : ExitStatus.FINDING;
        }

        private void print(ConformanceKit.Report report) {
            for (ConformanceFile.Assertion assertion : report.notPassed()) {
                console.print(ConformanceKit.word(assertion.standing()) + "  " + assertion.name());
                console.print("         " + assertion.detail());
            }
            console.print(report.count(ConformanceFile.Standing.PASSED) + " passed, "
                    + report.count(ConformanceFile.Standing.FAILED) + " failed, "
                    + report.count(ConformanceFile.Standing.REFUSED) + " refused, in " + report.files()
                    + (report.files() == 1 ? " file" : " files"));
        }
    }
}

package remit.server.cli;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.WrittenShare;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Remote;
import remit.server.cli.rules.TableFile;
import remit.server.packs.Pack;
import remit.server.packs.PackFile;
import remit.server.rules.TableCheck;
import remit.server.whatif.Asked;
import remit.server.whatif.CertificateList;
import remit.server.whatif.Told;
import remit.server.whatif.WhatIfs;
import remit.server.wiring.Installation;
import remit.whatif.Question;

/** {@code remit whatif}. */
@Command(
        name = "whatif",
        mixinStandardHelpOptions = true,
        header = "Says what other rules would have made of the cases that were decided, with a bound that holds.",
        description = {
            "Every past case is decided again under the rules in force and under the proposed ones, as it was seen then."
                    + " The answer leads with one sentence: how many cases newly clear, how many of those are known to"
                    + " be wrong, and between which bounds the error share of all that clears lies.",
            "Ask with one of: --rules, a decision table (DMN) or a pack's folder; --threshold, the confidence from which"
                    + " on the author counts; --goal, the share that should clear by itself.",
            "Each answer is written down as a certificate, which uses up some of the confidence that all answers from the"
                    + " same outcomes have together. --explore writes nothing down and promises nothing of the best of"
                    + " several answers. --certificates lists what was certified, and what still holds.",
            "The exit status is 0 when the bound keeps the limit, 3 when more is wrong than may be, 4 when too little is"
                    + " known: the sentence then says how many more outcomes would settle it; when nothing would"
                    + " clear, so that nothing is proved; or when no certificate could be issued, so that nothing is"
                    + " promised."
        },
        footer = {
            "",
            "Examples:",
            "  remit whatif invoices --goal 65%% --max-error 3%%",
            "  remit whatif invoices --goal 65%% --per-segment --max-error 3%% --write new-rules.dmn",
            "  remit whatif invoices --threshold 0.6 --max-error 3%% --confidence 90%%",
            "  remit whatif claims --rules new-rules.dmn --max-error 1%% --period 2007-01..2007-06 --json",
            "  remit whatif claims --lever amount --threshold 400 --max-error 1%% --explore",
            "  remit whatif invoices --threshold 0.6 --max-error 3%% --rules-alone",
            "  remit whatif invoices --certificates",
            "  remit whatif invoices --goal 65%% --max-error 3%% --server https://remit.example"
        })
final class WhatIfCommand implements Callable<Integer> {
    /** The process is not there, or none of its cases is. */
    private static final Set<String> NOTHING_THERE = Set.of("RMT-088", "RMT-180");

    /** Nothing moves, so that there is no table to write. */
    private static final String NO_TABLE = "RMT-184";

    private final Console console;

    /** What {@code --rules} names, where it is a folder. */
    private @Nullable Pack folder;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec specification;

    // Not required by the parser: what follows --per-segment might be taken for its column.
    @Parameters(
            index = "0",
            arity = "0..1",
            hideParamSyntax = true,
            paramLabel = "PROCESS",
            description = "The process, by its id.")
    String process = "";

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description =
                    "A DMN file, or the folder of a pack of this process, of which only the table is asked about.")
    @Nullable
    Path rules;

    @Option(names = "--goal", paramLabel = "SHARE", description = "The share that should clear, like 65%%.")
    @Nullable
    String goal;

    @Option(
            names = "--lever",
            paramLabel = "FACT",
            description = "The fact whose limit moves: with --goal (default: confidence, or the first limit), or with"
                    + " --threshold (default: confidence). With --goal several move together, in an order learned from"
                    + " the earlier half of the cases.")
    List<String> levers = new ArrayList<>();

    @Option(
            names = "--per-segment",
            paramLabel = "COLUMN",
            arity = "0..1",
            fallbackValue = "",
            description = "With --goal: each value of COLUMN (default: the contract's segment) gets limits of its own,"
                    + " learned from the earlier half of the cases and proved on the later one. Segments in which too"
                    + " much is wrong stay as they are.")
    @Nullable
    String perSegment;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "With --goal or --threshold: writes the proposed table as DMN to a new file, for remit rules"
                    + " check and remit rules draft.")
    @Nullable
    Path write;

    @Option(
            names = "--threshold",
            paramLabel = "X",
            description = "The confidence, from 0 to 1, from which on the author counts as confident; with --lever the"
                    + " limit of that fact.")
    @Nullable
    String threshold;

    @Option(
            names = "--max-error",
            paramLabel = "SHARE",
            description = "The most of all cleared cases that may be wrong, like 1%%.")
    @Nullable
    String maxError;

    @Option(
            names = "--max-moved-error",
            paramLabel = "SHARE",
            description = "The most of those that newly clear (default: as the contract says in"
                    + " risk.max_moved_error). The contract's limit holds in any case.")
    @Nullable
    String maxMovedError;

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            defaultValue = "95%",
            description = "With which a bound holds (default: 95%%).")
    String confidence = "95%";

    @Option(
            names = "--period",
            paramLabel = "FROM..TO",
            description =
                    "Only cases that came in then: days or months, either end may be left out (2026-01..2026-06).")
    @Nullable
    String period;

    @Option(names = "--segment", paramLabel = "NAME", description = "Only cases of this segment.")
    @Nullable
    String segment;

    @Option(
            names = "--rules-alone",
            description =
                    "As if the ladder had let every case clear that the rules let clear. Without it each case keeps"
                            + " the stage that it had: in shadow nothing clears, whatever the rules say.")
    boolean rulesAlone;

    @Option(names = "--explore", description = "Record no certificate: only look around.")
    boolean explore;

    @Option(names = "--certificates", description = "List every certificate of the process instead of asking.")
    boolean certificates;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions.Reading options = new CommonOptions.Reading();

    WhatIfCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (process.isEmpty() && perSegment != null) {
            process = perSegment;
            perSegment = "";
        }
        if (process.isEmpty()) throw misused("Missing required parameter: 'PROCESS'");
        if (certificates) return listed();
        return answer(asked());
    }

    /** Prints the answer, and says with which exit status. */
    private int told(Json.Obj told) {
        if (json) console.print(told.pretty());
        else {
            console.print(told.text("sentence", ""));
            console.print("");
            for (Json line : told.array("details")) if (line instanceof Json.Str(String text)) console.print(text);
            console.print("");
            console.print(told.text("certificate_text", ""));
        }
        return switch (told.text("finding", "")) {
            // Of what was asked to be certified and was not, nothing is promised.
            case "safe" ->
                explore || told.get("certificate") instanceof Json.Obj ? ExitStatus.OK : ExitStatus.UNSETTLED;
            case "unsettled", "nothing" -> ExitStatus.UNSETTLED;
            // What a newer server may find beside these is not safe.
            default -> ExitStatus.REFUTED;
        };
    }

    private int answer(Asked asked) {
        String server = options.server();
        if (server == null) return console.reading(options.common(), installation -> local(installation, asked));
        var body = new LinkedHashMap<String, Json>();
        asked.fields().forEach((name, value) -> body.put(name, Json.of(value)));
        body.put("certify", Json.of(!explore));
        try (Remote remote = Remote.open(console, options, server)) {
            int status = told(remote.post("/api/v1/processes/" + address() + "/whatif", new Json.Obj(body)));
            if (folder != null) console.note(TableFile.alone(folder));
            return status;
        }
    }

    private int local(Installation installation, Asked asked) {
        var needed = explore ? Role.Permission.READ : Role.Permission.PROPOSE;
        Person person = console.person(installation, options.common(), needed);
        WhatIfs whatIfs = installation.whatIfs();
        Checked<Told> told = explore ? whatIfs.explore(asked) : whatIfs.ask(asked, person.actor());
        boolean nothing = told.problems().stream().anyMatch(each -> NOTHING_THERE.contains(each.code()));
        Told answer = console.need(told, nothing ? ExitStatus.FINDING : ExitStatus.USAGE);
        // What was asked may have been paid for: it is told whatever becomes of the file.
        int status = told(answer.toJson());
        if (folder != null) TableFile.differing(folder, answer.process().pack()).ifPresent(console::note);
        if (write != null) write(answer.table().dmn(), write);
        return status;
    }

    private void write(Checked<byte[]> table, Path file) {
        if (table.problems().stream().anyMatch(each -> each.code().equals(NO_TABLE))) {
            table.problems().forEach(each -> console.note(each.toString()));
            return;
        }
        console.note("wrote " + console.need(table.then(TableFile.to(file)), ExitStatus.FINDING));
    }

    private int listed() {
        if (Stream.of(rules, goal, threshold, maxError).anyMatch(each -> each != null)) {
            throw misused("--certificates lists what was asked before: leave the question out");
        }
        Json.Obj list = certificates();
        if (json) console.print(list.pretty());
        else CertificateList.lines(list).forEach(console::print);
        return ExitStatus.OK;
    }

    private Json.Obj certificates() {
        String server = options.server();
        if (server != null) {
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.get("/api/v1/processes/" + address() + "/certificates", Map.of());
            }
        }
        return console.reading(options.common(), installation -> {
            console.person(installation, options.common(), Role.Permission.READ);
            return console.need(installation.whatIfs().certificates(process), ExitStatus.FINDING)
                    .toJson();
        });
    }

    private String address() {
        return Remote.encoded(process);
    }

    private Asked asked() {
        long wishes =
                Stream.of(rules, goal, threshold).filter(each -> each != null).count();
        if (wishes != 1) throw misused("say one of --rules, --goal and --threshold");
        if (!levers.isEmpty() && rules != null) throw misused("--lever goes with --goal or --threshold");
        if (levers.size() > 1 && goal == null) throw misused("--threshold moves one limit: name one --lever");
        if (perSegment != null && goal == null) throw misused("--per-segment goes with --goal");
        if (write != null && rules != null) throw misused("--write goes with --goal or --threshold");
        if (write != null && options.server() != null)
            throw misused("--write works where the data directory is: leave --server out");
        if (write != null) console.need(TableFile.fresh(write));
        if (maxError == null) throw misused("say with --max-error how many may be wrong, like 1%");
        double limit = share("--max-error", maxError);
        Optional<Double> moved = Optional.ofNullable(maxMovedError).map(text -> share("--max-moved-error", text));
        double sure = share("--confidence", confidence);
        if (sure <= 0.5) throw misused("--confidence " + confidence + ": write more than 50%, like 95%");
        return new Asked(process, wish(), scope(), new Question.Terms(limit, moved, sure), rulesAlone);
    }

    private Asked.Wish wish() {
        if (goal != null) return wish(share("--goal", goal));
        if (threshold != null) {
            double number = number("--threshold", threshold);
            Optional<String> lever = levers.stream().findFirst().filter(fact -> !fact.equals("confidence"));
            if (lever.isPresent()) return new Asked.Wish.Limit(lever.get(), new BigDecimal(threshold.strip()));
            if (number > 1) throw misused("--threshold " + threshold + ": a confidence lies between 0 and 1");
            return new Asked.Wish.Threshold(number);
        }
        return new Asked.Wish.Table(table(rules == null ? Path.of("") : rules));
    }

    private Asked.Wish wish(double share) {
        if (perSegment == null && levers.size() < 2) {
            return new Asked.Wish.Goal(share, levers.stream().findFirst());
        }
        Optional<Asked.Segments> by = Optional.ofNullable(perSegment)
                .map(column -> new Asked.Segments(Optional.of(column).filter(name -> !name.isEmpty())));
        return new Asked.Wish.Tables(share, levers, by);
    }

    private PackFile table(Path given) {
        if (Files.isDirectory(given)) folder = console.need(TableFile.of(process, given));
        Path file = folder == null ? given : given.resolve("authority.dmn");
        return new PackFile(file.toString(), console.need(TableCheck.bytes(file)));
    }

    /** {@code 65%} or {@code 0.65}, above 0 and below 1. */
    private double share(String option, String text) {
        return WrittenShare.PART
                .read(text)
                .orElseThrow(() -> misused(option + " " + WrittenShare.PART.what(text) + "; " + WrittenShare.FIX))
                .doubleValue();
    }

    private double number(String option, String text) {
        if (text.strip().matches("[0-9]{1,9}([.][0-9]{1,18})?")) return new BigDecimal(text.strip()).doubleValue();
        throw misused(option + " " + text + ": not a number from 0 on, like 0.8");
    }

    private Asked.Scope scope() {
        Optional<LocalDate> from = Optional.empty();
        Optional<LocalDate> to = Optional.empty();
        if (period != null) {
            String[] ends = period.split("\\.\\.", -1);
            if (ends.length > 2) throw misused("--period " + period + ": write FROM..TO, like 2026-01..2026-06");
            from = day(ends[0], true);
            to = day(ends[ends.length - 1], false);
            if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
                throw misused("--period " + period + ": it ends before it begins");
            }
        }
        return new Asked.Scope(from, to, Optional.ofNullable(segment));
    }

    private Optional<LocalDate> day(String text, boolean first) {
        if (text.isBlank()) return Optional.empty();
        try {
            if (text.length() > 7) return Optional.of(LocalDate.parse(text));
            YearMonth month = YearMonth.parse(text);
            return Optional.of(first ? month.atDay(1) : month.atEndOfMonth());
        } catch (DateTimeParseException e) {
            throw misused("--period " + text + ": write a day or a month, like 2026-01-31 or 2026-01");
        }
    }

    private CommandLine.ParameterException misused(String why) {
        return new CommandLine.ParameterException(specification.commandLine(), why);
    }
}

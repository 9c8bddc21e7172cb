package remit.server.cli.audit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.audit.LookFile;
import remit.server.audit.PlanTerms;
import remit.server.audit.SamplePlans;
import remit.server.catalog.PublishedProcess;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.ladders.LadderWords;
import remit.server.wiring.Installation;

/** {@code remit sample}: how many cases to look at, which, and what that proves. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        header = "Plans a sample of decided cases in auditors' words, draws it and says what it proves.",
        description = {
            "What it shall prove is evidence before anybody looks; chance draws the cases under the secret of the day, so that"
                    + " nobody chose them. A sample changes no case and moves no ladder.",
        },
        footer = {
            "",
            "Examples:",
            "  remit sample plan invoices --tolerable 2%% --expected 0.5%%",
            "  remit sample draw invoices --tolerable 2%% --expected 0.5%% --write looks.csv",
            "  remit sample record smp_0a1b2c3d4e looks.csv",
            "  remit sample show smp_0a1b2c3d4e"
        })
final class SampleCommands implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandLine.Model.CommandSpec specification;

    private SampleCommands() {}

    static CommandLine line(Console console) {
        return new CommandLine(new SampleCommands())
                .addSubcommand(new Plan(console))
                .addSubcommand(new Drawing(console))
                .addSubcommand(new Recording(console))
                .addSubcommand(new Show(console));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                specification.commandLine(),
                "Say what to do: remit sample plan PROCESS, or another of the commands below");
    }

    /** What all of them take. */
    abstract static class OnSamples implements Callable<Integer> {
        final Console console;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        OnSamples(Console console) {
            this.console = console;
        }

        SamplePlans plans(Installation installation) {
            return new SamplePlans(new SamplePlans.Parts(
                    installation.source(), installation.log(), installation.ladders(), console.clock()));
        }

        int told(Json.Obj answer, List<String> lines) {
            if (json) console.print(answer.pretty());
            else lines.forEach(console::print);
            return switch (answer.text("result", "")) {
                case "not_proven" -> ExitStatus.FINDING;
                default -> ExitStatus.OK;
            };
        }
    }

    /** Those that say what shall be proven. */
    abstract static class WithTerms extends OnSamples {
        @Parameters(index = "0", paramLabel = "PROCESS", description = "The id of the process.")
        String process = "";

        @Option(
                names = "--tolerable",
                paramLabel = "SHARE",
                required = true,
                description = "The share of wrong cases that is too much: less shall be proven (2%%).")
        String tolerable = "";

        @Option(
                names = "--expected",
                paramLabel = "SHARE",
                description = "The share that is expected; the plan allows as many (default: 0%%).")
        String expected = "0";

        @Option(names = "--confidence", paramLabel = "SHARE", description = "How sure it shall be (default: 95%%).")
        String confidence = "95%";

        @Option(
                names = "--of",
                paramLabel = "WHAT",
                description = "cleared (the default), or reviewed: what people decided.")
        String of = "cleared";

        @Option(names = "--segment", paramLabel = "NAME", description = "Only cases of this segment.")
        @Nullable
        String segment;

        @Option(names = "--from", paramLabel = "DATE", description = "Only cases from this business day on.")
        @Nullable
        String from;

        @Option(names = "--until", paramLabel = "DATE", description = "Only cases before this business day.")
        @Nullable
        String until;

        WithTerms(Console console) {
            super(console);
        }

        PlanTerms terms(PublishedProcess published, boolean sequential) {
            double most = share("--tolerable", tolerable);
            double sure = share("--confidence", confidence);
            boolean none = expected.strip().matches("0+(\\.0+)?%?");
            if (most >= 1 || sure >= 1) {
                throw refused(most >= 1 ? "--tolerable" : "--confidence", "is not below 100%", "write less");
            }
            if (sure <= 0.5) throw refused("--confidence", "is not above 50%", "write more than 50%, like 95%");
            if (!of.matches("cleared|reviewed"))
                throw refused("--of", "\"" + of + "\" is no kind", "write cleared or reviewed");
            ZoneId zone = published.contract().zone();
            return new PlanTerms(
                    new PlanTerms.Rates(most, none ? 0 : share("--expected", expected), risk(sure)),
                    sequential,
                    new PlanTerms.Scope(
                            of.equals("reviewed"), segment, day("--from", from, zone), day("--until", until, zone)));
        }

        /** The rest to one, without what binary fractions add to it. */
        private static double risk(double confidence) {
            return java.math.BigDecimal.ONE
                    .subtract(java.math.BigDecimal.valueOf(confidence))
                    .doubleValue();
        }

        private double share(String option, String text) {
            return switch (LadderWords.share(option, text)) {
                case Checked.Ok<Double>(Double share) -> share;
                case Checked.Refused<Double>(List<Problem> problems) ->
                    throw refused(
                            option,
                            problems.getFirst().what(),
                            problems.getFirst().fix());
            };
        }

        private static @Nullable Instant day(String option, @Nullable String text, ZoneId zone) {
            if (text == null) return null;
            try {
                return LocalDate.parse(text.strip()).atStartOfDay(zone).toInstant();
            } catch (DateTimeParseException e) {
                throw refused(option, "\"" + text + "\" is no day", "write it as 2026-03-01");
            }
        }

        private static Failure refused(String option, String what, String fix) {
            return new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-165", option, what, fix)));
        }
    }

    /** {@code remit sample plan}. */
    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            header = "Says how many cases to look at, how many may be wrong, and what to do at each look.",
            footer = {
                "",
                "Examples:",
                "  remit sample plan invoices --tolerable 2%% --expected 0.5%%",
                "  remit sample plan claims --tolerable 5%% --confidence 90%% --segment Windscreen --json"
            })
    static final class Plan extends WithTerms {
        Plan(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return console.reading(common, installation -> {
                console.person(installation, common, Permission.READ);
                PublishedProcess published = AuditCommands.process(installation, console, process);
                Json.Obj plan = console.need(plans(installation).plan(process, terms(published, false)))
                        .with("units", Json.of(published.contract().reporting().units()));
                return told(plan, AuditText.plan(plan));
            });
        }
    }

    /** {@code remit sample draw}. */
    @Command(
            name = "draw",
            mixinStandardHelpOptions = true,
            header = "Draws the cases of a plan, puts it on record, and writes a file to fill in.",
            description = {
                "The file has a line for each case, in the order of the draw, with its key and its inputs: fill in what you"
                        + " would have decided. What was decided is not in it. While an earlier sample of some of these cases"
                        + " is open, or where one failed, none is drawn.",
            },
            footer = {
                "",
                "Examples:",
                "  remit sample draw invoices --tolerable 2%% --expected 0.5%% --write looks.csv",
                "  remit sample draw invoices --tolerable 10%% --of reviewed --write again.csv"
            })
    static final class Drawing extends WithTerms {
        @Option(
                names = "--sequential",
                description = "May be looked at any time; without, the size is fixed and every case is looked at.")
        boolean sequential;

        @Option(names = "--write", paramLabel = "FILE", description = "Write the cases there, to be filled in.")
        @Nullable
        Path file;

        Drawing(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return console.with(common, installation -> {
                Person person = console.person(installation, common, Permission.REVIEW);
                PublishedProcess published = AuditCommands.process(installation, console, process);
                PlanTerms terms = terms(published, sequential);
                if (file != null && Files.exists(file)) throw there(file);
                Json.Obj sample =
                        console.need(plans(installation).draw(process, terms, person.actor()), ExitStatus.FINDING);
                if (file != null) {
                    write(
                            file,
                            sample,
                            console.need(plans(installation)
                                    .sheet(sample.text("sample", ""), person.may(Permission.SEE_CONTENT))));
                }
                return told(sample, AuditText.sample(sample));
            });
        }

        private void write(Path file, Json.Obj sample, String sheet) {
            try {
                Files.writeString(file, sheet, StandardOpenOption.CREATE_NEW);
                console.note("the cases are in " + file);
            } catch (FileAlreadyExistsException e) {
                throw there(file);
            } catch (IOException e) {
                throw new Failure(
                        ExitStatus.FINDING,
                        List.of(new Problem(
                                "RMT-167",
                                file.toString(),
                                "it cannot be written, but the sample is on record",
                                "see its cases with remit sample show " + sample.text("sample", "") + " --json")));
            }
        }

        private static Failure there(Path file) {
            return new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem("RMT-167", file.toString(), "is there already", "name another file")));
        }
    }

    /** {@code remit sample record}. */
    @Command(
            name = "record",
            mixinStandardHelpOptions = true,
            header = "Records what you would have decided, and says what the sample proves so far.",
            description = {
                "Lines without a decision are left out; a case that you have looked at is not counted again. Everything is"
                        + " recorded or nothing. Where several people look at the same case, the first look counts, and"
                        + " remit agreement compares them.",
            },
            footer = {"", "Examples:", "  remit sample record smp_0a1b2c3d4e looks.csv"})
    static final class Recording extends OnSamples {
        @Parameters(index = "0", paramLabel = "SAMPLE", description = "Its id, as remit sample draw told it.")
        String sample = "";

        @Parameters(index = "1", paramLabel = "FILE", description = "The file that was filled in.")
        Path file = Path.of("");

        Recording(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            Map<String, String> decisions = console.need(LookFile.read(text(), file.toString()));
            return console.with(common, installation -> {
                Person person = console.person(installation, common, Permission.REVIEW);
                Json.Obj answer =
                        console.need(plans(installation).record(sample, decisions, person.actor()), ExitStatus.FINDING);
                return told(answer, AuditText.sample(answer));
            });
        }

        private String text() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-167",
                                file.toString(),
                                "it cannot be read as UTF-8 text",
                                "name the file of looks")));
            }
        }
    }

    /** {@code remit sample show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Says what a sample proves so far. The exit status is 1 where it proves nothing any more.",
            footer = {"", "Examples:", "  remit sample show smp_0a1b2c3d4e", "  remit sample show smp_0a1b2c3d4e --json"
            })
    static final class Show extends OnSamples {
        @Parameters(index = "0", paramLabel = "SAMPLE", description = "Its id, as remit sample draw told it.")
        String sample = "";

        Show(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return console.reading(common, installation -> {
                console.person(installation, common, Permission.READ);
                Json.Obj answer = console.need(plans(installation).show(sample), ExitStatus.FINDING);
                return told(answer, AuditText.sample(answer));
            });
        }
    }
}

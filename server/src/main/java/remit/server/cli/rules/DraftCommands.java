package remit.server.cli.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.authority.Ruling;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Role.Permission;
import remit.server.catalog.LevelFiles;
import remit.server.changes.CaseProposals;
import remit.server.changes.Change;
import remit.server.changes.ChangeTrial;
import remit.server.changes.Changes;
import remit.server.changes.Proposal;
import remit.server.changes.Trials;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.live.NoticeOutbox;
import remit.server.packs.PackReader;
import remit.server.store.CaseReader;
import remit.server.wiring.Channels;
import remit.server.wiring.Installation;

/** The commands of whoever writes a change: {@code remit rules draft} and {@code submit}. */
final class DraftCommands {
    private DraftCommands() {}

    /** {@code remit rules draft}. */
    @Command(
            name = "draft",
            mixinStandardHelpOptions = true,
            header = "Drafts a change: a pack's folder, or another decision table alone.",
            description = {
                "Nothing changes by it. The draft is submitted with a reason and approved by a second person.",
                "A table for all processes (--organisation) or for those of a domain (--domain) can only tighten what"
                        + " they allow."
            },
            footer = {
                "",
                "Examples:",
                "  remit rules draft packs/invoices",
                "  remit rules draft authority.dmn --process invoices --note \"suppliers asked for it\"",
                "  remit rules draft rules.xlsx --process invoices",
                "  remit rules draft group-limits.dmn --organisation",
                "  remit rules draft packs/invoices --change chg_0a1b2c3d4e5f"
            })
    static final class Draft extends ChangeCommands.OnChanges {
        @Parameters(
                index = "0",
                paramLabel = "FILE",
                description = "The folder of a pack, or a table: .dmn, .csv, .xlsx.")
        Path file = Path.of("");

        @Option(names = "--process", paramLabel = "PROCESS", description = "Whose table the file is.")
        @Nullable
        String process;

        @Option(names = "--organisation", description = "The table binds every process.")
        boolean organisation;

        @Option(names = "--domain", paramLabel = "NAME", description = "The table binds the processes of this domain.")
        @Nullable
        String domain;

        @Option(names = "--change", paramLabel = "CHANGE", description = "Replaces what this draft proposes.")
        @Nullable
        String change;

        @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "For those who read the draft.")
        String note = "";

        Draft(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            Proposal given = proposal();
            return movedBy(Permission.PROPOSE, (installation, who) -> {
                Changes changes = installation.changes();
                return written(changes, given)
                        .then(proposal -> change == null
                                ? changes.draft(who, proposal, List.of(), note)
                                : changes.revise(who, change, proposal))
                        .map(drafted -> told(installation, drafted));
            });
        }

        /** A sheet becomes the file in force with the sheet's table in it. */
        private Checked<Proposal> written(Changes changes, Proposal given) {
            return switch (given) {
                case Proposal.Folder folder -> Checked.ok(folder);
                case Proposal.Table(String id, byte[] sent) ->
                    dmn(changes, id, sent).map(dmn -> new Proposal.Table(id, dmn));
                case Proposal.OfLevel(String level, byte[] sent) ->
                    dmn(changes, level, sent).map(dmn -> new Proposal.OfLevel(level, dmn));
            };
        }

        private Checked<byte[]> dmn(Changes changes, String subject, byte[] sent) {
            if (!TableFile.isSheet(file)) return Checked.ok(sent);
            return TableFile.inForce(changes, subject).then(into -> TableFile.dmn(file, sent, into));
        }

        /** A domain that no process names may be one letter off another. */
        private Change told(Installation installation, Change drafted) {
            String named = domain;
            if (named == null) return drafted;
            boolean known = installation.versions().published().stream()
                    .flatMap(id -> installation.changes().versionInForce(id).stream())
                    .anyMatch(
                            process -> process.contract().governance().domain().equals(named));
            if (!known) console.note("no process names the domain " + named + ", so this table binds none yet");
            return drafted;
        }

        private Proposal proposal() {
            // Says that it is missing before anything is asked about it.
            if (!Files.exists(file)) console.tableFile(file);
            int named = (process == null ? 0 : 1) + (organisation ? 1 : 0) + (domain == null ? 0 : 1);
            boolean folder = Files.isDirectory(file);
            if (folder ? named > 0 : named != 1) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-148",
                                file.toString(),
                                folder ? "a folder says itself whose it is" : "whose table it is must be said once",
                                folder
                                        ? "leave out --process, --organisation and --domain"
                                        : "add --process PROCESS, --organisation or --domain NAME")));
            }
            if (folder) return new Proposal.Folder(console.need(PackReader.read(file)));
            byte[] table = console.tableFile(file);
            if (process != null) return new Proposal.Table(process, table);
            return new Proposal.OfLevel(domain == null ? LevelFiles.ORGANISATION : LevelFiles.domain(domain), table);
        }
    }

    /** {@code remit rules submit}. */
    @Command(
            name = "submit",
            mixinStandardHelpOptions = true,
            header = "Hands a draft to a second person; the scenarios of its pack and its own cases have to pass.",
            footer = {
                "",
                "Examples:",
                "  remit rules submit chg_0a1b2c3d4e5f --reason \"the limit is below what a person ever changes\"",
                "  remit rules submit chg_0a1b2c3d4e5f --reason \"new year\" --effective 2027-01-01T00:00:00Z"
            })
    static final class Submit extends ChangeCommands.WithReason {
        @Option(
                names = "--despite-examples",
                description =
                        "Examples of the pack and cases of the draft that fail no longer hold; the reason says why.")
        boolean despiteExamples;

        @Option(names = "--effective", paramLabel = "TIME", description = "Not in force before (RFC 3339).")
        @Nullable
        String effective;

        Submit(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            Instant from = effective == null ? null : time(effective);
            return movedBy(
                    Permission.PROPOSE,
                    (installation, who) -> installation
                            .changes()
                            .submit(who, change, new Changes.Submission(reason, from, despiteExamples))
                            .map(submitted -> told(installation, submitted)));
        }

        /** Those who may approve it are told; what cannot leave now waits for the next who serves or runs. */
        private Change told(Installation installation, Change submitted) {
            NoticeOutbox outbox = console.need(Channels.outbox(installation, console.settings(common)));
            Channels.changes(installation, outbox).tell();
            outbox.deliver();
            return submitted;
        }

        private static Instant time(String text) {
            try {
                return java.time.OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-148",
                                "--effective",
                                "\"" + text + "\" is not a time",
                                "write it like 2027-01-01T00:00:00Z or with an offset, +01:00")));
            }
        }
    }

    /** {@code remit rules try}. */
    @Command(
            name = "try",
            mixinStandardHelpOptions = true,
            header = "Decides past cases anew under a change, and tells which get another verdict.",
            description = {
                "Each is decided under the version that the change rests on and under the one it proposes, by what was"
                        + " kept of it; the author is not asked again. Nothing changes by it.",
                "The cases that the change was drafted for are listed one by one, each with the verdict that it should get."
            },
            footer = {
                "",
                "Examples:",
                "  remit rules try chg_0a1b2c3d4e5f",
                "  remit rules try chg_0a1b2c3d4e5f --last 20000 --json"
            })
    static final class Try extends ChangeCommands.OnOne {
        private static final int SHOWN = 10;

        @Option(
                names = "--last",
                paramLabel = "N",
                defaultValue = "" + Trials.USUAL,
                description = "How many past cases of each process, the newest first (default: ${DEFAULT-VALUE}).")
        int last;

        Try(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            if (last < 1) {
                throw new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem("RMT-148", "--last", last + " is no number of cases", "write 1 or more")));
            }
            return console.reading(common, installation -> {
                console.person(installation, common, Permission.READ);
                Change found = console.need(installation.changes().find(change), ExitStatus.FINDING);
                ChangeTrial trial =
                        console.need(new Trials(installation.changeParts()).of(found, last), ExitStatus.FINDING);
                if (json) console.print(trial.toJson().pretty());
                else trial.lines(SHOWN).forEach(console::print);
                return ExitStatus.OK;
            });
        }
    }

    private static Ruling ruling(String word, String words) {
        return Ruling.of(word)
                .orElseThrow(() -> new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-148", "--wanted", "\"" + word + "\" is no verdict", "write " + words))));
    }

    /** {@code remit rules expect}. */
    @Command(
            name = "expect",
            mixinStandardHelpOptions = true,
            header = "Says which verdict a case of a draft should get.",
            description = {
                "A draft whose cases get another verdict than they should is not handed in, unless its author says that"
                        + " they no longer hold.",
                "Whoever says so has a hand in the change, and does not approve it."
            },
            footer = {
                "",
                "Examples:",
                "  remit rules expect chg_0a1b2c3d4e5f case_0a1b2c3d --wanted checkpoint",
                "  remit rules expect chg_0a1b2c3d4e5f \"invoices/5100230/V103/2053435.45/PARKS/OPEN SPACES\" --wanted none"
            })
    static final class Expect extends ChangeCommands.OnOne {
        @Parameters(
                index = "1",
                paramLabel = "CASE",
                description = "One that the change was drafted for: its id, the beginning of it, or PROCESS/KEY.")
        String which = "";

        @Option(
                names = "--wanted",
                paramLabel = "VERDICT",
                required = true,
                description = "What it should get: auto_clear, checkpoint, stop or return; none: it is only looked at.")
        String wanted = "";

        Expect(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            Optional<Ruling> ruling = wanted.equals("none")
                    ? Optional.empty()
                    : Optional.of(ruling(wanted, "auto_clear, checkpoint, stop, return or none"));
            return movedBy(
                    Permission.PROPOSE,
                    (installation, who) -> (which.contains("/")
                                    ? installation.reader().find(which).map(CaseReader.CaseRow::caseId)
                                    : Checked.ok(which))
                            .then(id -> installation.changes().expect(who, change, id, ruling)));
        }
    }

    /** {@code remit rules propose}. */
    @Command(
            name = "propose",
            mixinStandardHelpOptions = true,
            header = "Drafts a change from a case: what would have given it another verdict.",
            description = {
                "Where a row of that verdict failed on one limit or one list alone, that cell is widened just far enough."
                        + " Else a row for the case's own values, and no others, is added.",
                "The case and those that the rules treated alike, at most 20, are attached. The case should get the"
                        + " verdict that you name; one of the others that a person decided what that stands for: auto_clear"
                        + " where it was approved as proposed, else checkpoint (remit rules expect says otherwise).",
                "Nothing changes by it: try the draft, submit it with a reason, let a second person approve it."
            },
            footer = {
                "",
                "Examples:",
                "  remit rules propose \"invoices/5100230/V103/2053435.45/PARKS/OPEN SPACES\" --wanted auto_clear"
                        + " --note \"the limit is too low\"",
                "  remit rules propose case_0a1b2c3d --wanted stop --note \"this vendor type is checked first\""
            })
    static final class Propose extends ChangeCommands.OnChanges {
        @Parameters(index = "0", paramLabel = "CASE", description = "Its id, a unique prefix of it, or PROCESS/KEY.")
        String which = "";

        @Option(
                names = "--wanted",
                paramLabel = "VERDICT",
                required = true,
                description = "What it should have got: auto_clear, checkpoint, stop or return.")
        String wanted = "";

        @Option(names = "--note", paramLabel = "TEXT", required = true, description = "Why.")
        String note = "";

        Propose(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            Ruling ruling = ruling(wanted, "auto_clear, checkpoint, stop or return");
            return movedBy(Permission.PROPOSE, (installation, who) -> {
                var proposals = new CaseProposals(installation.changes(), installation.changeParts());
                return installation
                        .reader()
                        .find(which)
                        .then(row -> proposals.propose(who, new CaseProposals.Wish(row.caseId(), ruling, note)));
            });
        }
    }
}

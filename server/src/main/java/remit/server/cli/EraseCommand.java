package remit.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.erasure.Erasures;
import remit.server.erasure.Found;
import remit.server.erasure.Wish;
import remit.server.wiring.Installation;

/** {@code remit erase}. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        header = "Erases what is kept of a person, or of a case; that it was erased is evidence.",
        description = {
            "Payloads and their salts go for good; digests stay, so the log verifies as before. Backups, files and your own"
                    + " systems keep what they hold: see docs/how-to/erase-a-person.md.",
            "It needs the right to administer, and with --including-open the right to review."
        },
        footer = {
            "",
            "Examples:",
            "  remit erase --subject \"Ann Example\" --reason \"request 2026-17\"",
            "  remit erase --subject \"name=Ann Example\" --subject born=1980-01-31 --reason \"request 2026-17\"",
            "  remit erase --expired --yes",
            "  remit erase --case claims/C-1007 --reason \"handed in by mistake\" --yes"
        })
final class EraseCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--subject",
            paramLabel = "S",
            description =
                    "Whom: the value of the column that the pack marks as subject, or COLUMN=VALUE; again for each"
                            + " further column. As the file writes it.")
    List<String> subject = new ArrayList<>();

    @Option(names = "--case", paramLabel = "CASE", description = "One case: its id, a unique prefix, or PROCESS/KEY.")
    @Nullable
    String one;

    @Option(
            names = "--process",
            paramLabel = "PROCESS",
            description = "With --subject: only there (default: everywhere).")
    @Nullable
    String process;

    @Option(
            names = "--expired",
            description = "What the contracts in force keep no longer (retention). remit serve does it once a day.")
    boolean expired;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; needed except with --expired. It is kept, so it must not say whom.")
    String reason = "";

    @Option(
            names = "--including-open",
            description = "Erase also cases that wait for a person, and reject them. Without it they are refused.")
    boolean includingOpen;

    @Option(names = "--yes", description = "Do not ask. Needed where there is no terminal.")
    boolean yes;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    EraseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        int ways = (one == null ? 0 : 1) + (subject.isEmpty() ? 0 : 1) + (expired ? 1 : 0);
        if (ways != 1) throw misused("--subject", "one of --subject, --case and --expired is needed");
        if (expired && includingOpen) throw misused("--including-open", "it does not go with --expired");
        if (subject.isEmpty() && process != null) throw misused("--process", "it goes with --subject alone");
        return console.reading(common, this::erase);
    }

    private static Failure misused(String option, String what) {
        return new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-081", option, what, "see remit erase --help")));
    }

    private int erase(Installation installation) {
        Person person = console.person(installation, common, Role.Permission.ADMINISTER);
        if (includingOpen) Console.allowed(person, Role.Permission.REVIEW);
        if (process != null && !installation.versions().inForce(process).exists())
            throw Failure.noSuchProcess("--process", process);
        var acting = new Acting(
                person.actor(), console.need(installation.person(null)).actor());
        if (expired) return expired(installation.erasures(), acting);
        Wish wish = one != null ? new Wish.One(one) : new Wish.Subject(subject, process);
        var order = new Erasures.Order(acting, reason, includingOpen);
        Erasures erasures = installation.erasures();
        Found found =
                console.need(erasures.find(wish).then(kept -> erasures.permitted(kept, order)), ExitStatus.FINDING);
        if (!yes && !confirmed(found)) {
            console.note("nothing was erased");
            return ExitStatus.FINDING;
        }
        Erasures.Erased erased = console.need(erasures.erase(wish, order), ExitStatus.FINDING);
        if (json) console.print(erased.toJson().pretty());
        else tell(erased);
        return ExitStatus.OK;
    }

    private int expired(Erasures erasures, Acting acting) {
        Found due = erasures.expired();
        if (!due.isEmpty() && !yes && !confirmed(due)) {
            console.note("nothing was erased");
            return ExitStatus.FINDING;
        }
        Erasures.Erased erased = erasures.expire(acting);
        if (json) console.print(erased.toJson().pretty());
        else if (erased.found().isEmpty()) console.print("Nothing is past its time.");
        else tell(erased);
        return ExitStatus.OK;
    }

    private boolean confirmed(Found found) {
        String open = found.held() == 0 ? "" : "; " + found.held() + " of them wait for a person and would be rejected";
        String what = what(found) + " would go for good" + open;
        Optional<Boolean> answer = console.asked(what + ". Erase?");
        return answer.orElseThrow(() -> new Failure(
                ExitStatus.USAGE,
                List.of(new Problem(
                        "RMT-067", "remit erase", what + ", and nobody is here to confirm it", "add --yes"))));
    }

    private static String what(Found found) {
        String in =
                String.join(", ", found.toJson().object("processes").fields().keySet());
        return String.format(
                java.util.Locale.ROOT,
                "%,d payloads of %,d cases (%s)",
                found.payloads(),
                found.cases().size(),
                in);
    }

    private void tell(Erasures.Erased erased) {
        String closed = erased.closed() == 0 ? "" : "; " + erased.closed() + " that waited for a person were rejected";
        console.print("Erased " + what(erased.found()) + closed + ".");
        console.print("Backups, files that were handed in or written out, and trained models keep what they hold:"
                + " docs/how-to/erase-a-person.md says what to do.");
        if (!erased.swept())
            console.print("The database did not let its room be swept; let its administrator run vacuum (analyze).");
    }
}

package remit.server.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.process.AuthorSpec;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.authors.Authors;
import remit.server.catalog.PublishedProcess;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.runs.AuthorReviews;
import remit.server.runs.RunParts;
import remit.server.wiring.Installation;

/** {@code remit authors show PROCESS}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        header = "Says from where the author of a process is confident, or how many more reviews that takes.",
        description = {
            "",
            "A classifier is judged on the history that it learned from. A language model, a model behind an endpoint and recorded proposals are confident from where reviews and outcomes"
                    + " prove that few of their proposals are wrong. Until then every case waits for a person.",
            ""
        },
        footer = {"", "Examples:", "  remit authors show invoices", "  remit authors show invoices --json"})
final class AuthorsShowCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "PROCESS", description = "The process's id.")
    String process = "";

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    AuthorsShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Json.Obj told = console.reading(common, this::told);
        console.print(json ? told.pretty() : told.text("sentence", ""));
        return ExitStatus.OK;
    }

    private Json.Obj told(Installation installation) {
        Person person = console.person(installation, common, Role.Permission.READ);
        RunParts parts = console.need(installation.runParts(person.actor()), ExitStatus.FINDING);
        Checked<PublishedProcess> found =
                parts.catalog().latest(process).orElseThrow(() -> Failure.noSuchProcess("PROCESS", process));
        PublishedProcess published = console.need(found, ExitStatus.FINDING);
        AuthorSpec author = published.contract().author();
        Json.Obj told = Json.object("process", process, "kind", author.kind());
        if (author.kind().equals("classifier")) {
            Json.Obj learned = new AuthorReviews(parts, published).learned().orElse(Json.EMPTY);
            return told.with("standing", Json.NULL)
                    .with("trained", learned.equals(Json.EMPTY) ? Json.NULL : learned)
                    .with("sentence", Json.of(trained(learned)));
        }
        if (!Authors.needsProof(author)) {
            return told.with("standing", Json.NULL)
                    .with(
                            "sentence",
                            Json.of("The " + author.kind() + " author of " + process
                                    + " is confident from the threshold that its pack declares."));
        }
        return new AuthorReviews(parts, published)
                .standing()
                .map(standing ->
                        told.with("standing", standing.toJson()).with("sentence", Json.of(sentence(standing, author))))
                .orElseGet(() -> told.with("standing", Json.NULL)
                        .with("sentence", Json.of("The author of " + process + " has not proposed yet.")));
    }

    private String trained(Json.Obj learned) {
        if (learned.equals(Json.EMPTY)) return "The classifier author of " + process + " was not trained yet.";
        Json.Obj certificate = learned.object("certificate");
        Json.Obj question = certificate.object("question");
        String promise = String.format(
                Locale.ROOT,
                "at most %.1f%% wrong at %.0f%% confidence",
                100 * question.number("alpha", 0),
                100 * (1 - question.number("delta", 0)));
        String certified = certificate.text("certified");
        String proven = certificate.equals(Json.EMPTY)
                ? "There is no certificate of it."
                : certified == null
                        ? "Not proven: " + promise + " (certificate " + certificate.text("id", "") + ")."
                        : "Proven: " + certified + ", " + promise + " (certificate " + certificate.text("id", "")
                                + ").";
        return String.format(
                Locale.ROOT,
                "The classifier author of %s learned from %,d cases, %,d of them with a known outcome, as of %s.%n%s%n%s",
                process,
                (long) learned.number("rows", 0),
                (long) learned.number("labelled", 0),
                learned.text("at", "").replaceFirst("T.*", ""),
                learned.text("explain", ""),
                proven);
    }

    private static String sentence(AuthorReviews.Standing standing, AuthorSpec author) {
        String known =
                String.format(Locale.ROOT, "%,d cases it proposed for count, the oldest first", standing.known());
        AuthorReviews.Tested last = standing.last();
        String promise = String.format(
                Locale.ROOT,
                "at most %.1f%% wrong at %.0f%% confidence",
                100 * author.maxError(),
                100 * (1 - author.promise().delta()));
        if (last != null && last.threshold() != null) {
            return String.format(
                    Locale.ROOT,
                    "%s is confident from %.4f: %s (certificate %s); %s.",
                    standing.version(),
                    last.threshold(),
                    promise,
                    last.id(),
                    known);
        }
        String before = last == null ? "" : String.format(Locale.ROOT, " Nothing was proven with %,d.", last.cases());
        String more = standing.missing() == 0
                ? " The next start tests what they prove."
                : String.format(
                        Locale.ROOT,
                        " %,d more cases must be known until it is tested: %s.",
                        standing.missing(),
                        promise);
        return standing.version() + " is never confident yet, so nothing clears by its word. " + known + "." + before
                + more;
    }
}

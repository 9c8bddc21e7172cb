package remit.server.whatif;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.catalog.PublishedProcess;
import remit.whatif.Answer;
import remit.whatif.AnswerText;

/**
 * What came out.
 *
 * @param words how the process calls what it decides
 * @param freed what it would make of people's time
 * @param certified the certificate, or why its labels give none any more; empty where none was asked for
 * @param table the answer as a table
 */
public record Told(
        PublishedProcess process,
        Answer answer,
        AnswerText.Words words,
        Freed freed,
        Optional<Checked<Certificates.Issued>> certified,
        WrittenTable table) {
    /** So many moved cases are named below the sentence. */
    private static final int NAMED = 10;

    private static final String EXPLORED = "Explored: no certificate was asked for. ";

    /** Learn-then-Test: which point of a fixed sequence is taken may be decided by looking. */
    private static final String IN_ORDER =
            "Numbers are tested in one order that was fixed before: whichever you pick by looking, what holds there can be"
                    + " certified, and a second number of the same curve costs nothing more.";

    private static final String ALONE =
            "A whole table is tested alone: of the best of several that you tried nothing is promised.";

    public AnswerText text() {
        return new AnswerText(answer, words);
    }

    /** What it comes to; where no certificate could be had of what is safe by the figures, that nothing is promised of it. */
    public String sentence() {
        return text().sentence()
                + (unpromised()
                        ? " But no certificate can be issued for it, so nothing is promised: see why below."
                        : "");
    }

    /** A certificate was asked for of what the figures call safe, and there is none. */
    private boolean unpromised() {
        return answer.finding() == Answer.Finding.SAFE
                && certified.filter(found -> !found.problems().isEmpty()).isPresent();
    }

    /** What stands below the sentence. */
    public List<String> details() {
        List<String> facts = text().details(0);
        List<String> all = text().details(NAMED);
        var lines = new ArrayList<>(facts);
        lines.add(freed.sentence());
        lines.addAll(all.subList(facts.size(), all.size()));
        return lines;
    }

    /** Which certificate says so, and with which confidence all answers from its labels hold together. */
    public String certificate() {
        if (certified.isEmpty()) return EXPLORED + looking();
        return switch (certified.get()) {
            case Checked.Ok<Certificates.Issued>(Certificates.Issued issued) ->
                String.format(
                        Locale.ROOT,
                        "Certificate %s; all that was asked of these labels holds together at %.0f%% confidence: this answer"
                                + " and what was proved from them before used up the rest.",
                        issued.certificate().id(),
                        100 * issued.together());
            case Checked.Refused<Certificates.Issued>(List<Problem> problems) ->
                "No certificate" + (unpromised() ? ", so nothing is promised: " : ": ")
                        + problems.getFirst().what() + "; "
                        + problems.getFirst().fix() + ".";
        };
    }

    /** What looking around before asking does to a promise. */
    public String looking() {
        boolean ordered =
                answer.tested().isPresent() || answer.sought().tables().isPresent();
        return ordered ? IN_ORDER : ALONE;
    }

    /** The sentence, and every fact that it says. */
    public Json.Obj toJson() {
        Json.Obj told = Json.object(
                "process", process.id(),
                "sentence", sentence(),
                "details", Json.strings(details()),
                "versions", process.versions(),
                "units", words.units(),
                "currency", words.currency(),
                "capacity", freed.toJson(),
                "certificate_text", certificate());
        Json issued = Json.NULL;
        Json refused = Json.NULL;
        if (certified.isPresent()) {
            switch (certified.get()) {
                case Checked.Ok<Certificates.Issued>(Certificates.Issued found) -> issued = found.toJson();
                case Checked.Refused<Certificates.Issued>(List<Problem> problems) ->
                    refused = Json.of(problems.getFirst().what());
            }
        }
        var fields = new LinkedHashMap<>(
                told.with("certificate", issued).with("not_certified", refused).fields());
        fields.putAll(answer.toJson().fields());
        return new Json.Obj(fields);
    }
}

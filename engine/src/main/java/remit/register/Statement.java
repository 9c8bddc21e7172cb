package remit.register;

import java.util.ArrayList;
import java.util.List;
import remit.decision.Pinned;
import remit.process.AdverseDecision;
import remit.process.ProcessContract;

/**
 * Who may decide what, for whom, under which rules and limits, in plain words.
 *
 * @param lead who may let what through, on whose behalf, under which version of which rules; it ends before the rows
 * @param rows a clause for each row of the table by which cases clear, none where nothing clears by itself
 * @param rest who decides the others, and who is told when one stops
 */
public record Statement(String lead, List<String> rows, String rest) {
    /** How many characters of a version tell it apart for people. */
    static final int SHORT = 12;

    public Statement {
        rows = List.copyOf(rows);
    }

    /** All of it in one paragraph. */
    public String text() {
        return rows.isEmpty() ? lead + ". " + rest : lead + ": " + String.join("; ", rows) + ". " + rest;
    }

    static Statement of(Pinned pinned, List<Entry> clearing, List<Above> above) {
        ProcessContract contract = pinned.contract();
        ProcessContract.Person owner = contract.people().owner();
        String unit = contract.reporting().unit();
        String who = owner.name() + ", " + owner.function();
        String rules = "the rules “" + pinned.table().name() + "” (version "
                + pinned.table().version().substring(0, SHORT) + ")";
        if (clearing.isEmpty()) {
            String why = why(contract, rules, above);
            return new Statement(
                    "Nothing clears by itself: " + why,
                    List.of(),
                    rest(contract, "every " + unit + " on behalf of " + who));
        }
        String author = "the " + contract.author().kind()
                + (contract.author().drafts().isEmpty()
                        ? " proposes"
                        : " or a standing draft of the contract proposes");
        var all = new ArrayList<>(List.of(rules));
        above.forEach(level -> all.add(level.named()));
        String under = CellWords.list(all, "and");
        String lead = "On behalf of " + who + ", who answers for it, " + CellWords.one(unit) + " may be "
                + contract.reporting().cleared() + " without a person as " + author + ", under " + under;
        return new Statement(
                lead, clearing.stream().map(Statement::clause).toList(), rest(contract, "every other " + unit));
    }

    private static String why(ProcessContract contract, String rules, List<Above> above) {
        if (!contract.risk().tier().mayAutoClear()) {
            return "tier " + contract.risk().tier().number() + " never does, whatever " + rules + " say";
        }
        return above.stream()
                .filter(level -> !level.mayClear())
                .map(level -> level.named() + " let none through")
                .findFirst()
                .orElse("no row of " + rules + " lets one through");
    }

    private static String clause(Entry entry) {
        var parts = new ArrayList<String>();
        parts.add("row " + entry.rule().row() + ": " + entry.caseType());
        parts.add(
                switch (entry.limit()) {
                    case Limit.None() -> "without a limit on the amount";
                    case Limit.UpTo upTo -> (upTo.included() ? "up to " : "") + upTo.words();
                    case Limit.Fact fact -> (fact.included() ? "up to " : "") + fact.words();
                });
        if (!entry.condition().equals("always")) parts.add("where " + entry.condition());
        return String.join(", ", parts);
    }

    private static String rest(ProcessContract contract, String what) {
        List<String> adverse = contract.risk().adverse().stream()
                .map(AdverseDecision::decision)
                .map(decision -> "“" + decision + "”")
                .toList();
        String never = adverse.isEmpty()
                ? ""
                : " " + CellWords.list(adverse, "or") + (adverse.size() == 1 ? " never clears" : " never clear")
                        + " without a person;";
        return "A reviewer who wrote neither the proposal nor the rules decides " + what + ";" + never + " "
                + contract.people().escalation().owner().name() + " is paged when a case stops.";
    }
}

package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.server.changes.ChangeSeen;

/**
 * One change, as whoever approves it sees it.
 *
 * @param line where it stands
 * @param rules where the rules are shown that it is about
 * @param whatIf what was certified of its table; null for a level, whose cases are of many processes
 * @param desk what this reader may do with it
 */
public record ChangePage(
        ChangesPage.Line line,
        String rules,
        Look look,
        List<Trial> trials,
        @Nullable WhatIf whatIf,
        Approval approval,
        List<Moment> story,
        Desk desk) {
    /** @param path asks what the table would have made of the past */
    public record WhatIf(String path, List<WhatIfPage.Certificate> certificates) {}

    /**
     * What differs and what is found.
     *
     * @param same whether nothing differs that decides
     * @param files what differs in other files
     * @param clears what clears by itself that was held
     * @param findings of the proposed tables, at every row
     * @param scenarios what its examples say, or null
     */
    public record Look(
            List<Diff> tables,
            boolean same,
            List<String> files,
            Clears clears,
            List<String> findings,
            @Nullable String scenarios,
            List<String> failed,
            List<Attached> cases) {
        /** Whether it is handed in only in so many words. */
        public boolean fails() {
            return !failed.isEmpty() || cases.stream().anyMatch(Attached::fails);
        }
    }

    /** @param sentence how much it is @param lines each row with a case */
    public record Clears(String sentence, List<String> lines) {}

    /**
     * What differs in one table.
     *
     * @param lines what is about no row: hit policy, columns, the default; rows of columns that are no more
     */
    public record Diff(
            String name,
            List<String> columns,
            List<String> says,
            boolean verdict,
            List<DiffRow> rows,
            List<String> lines) {}

    /**
     * A row that differs.
     *
     * @param mark {@code added}, {@code removed}, {@code changed}
     * @param number in the proposed table; of a removed one in the former, of a moved one both
     * @param labels its verdict; the former and the proposed one where they differ
     * @param past of how many past cases it would speak; empty where that is not known
     * @param findings about it in the proposed table
     */
    public record DiffRow(
            String mark,
            String number,
            List<DiffCell> cells,
            List<CasePage.Label> labels,
            List<DiffCell> says,
            String past,
            List<String> findings) {}

    /** @param before what stood there, where it differs; else null */
    public record DiffCell(@Nullable String before, String now, String written) {}

    /** What past cases of one process would have got. @param notes what could not be compared */
    public record Trial(String sentence, List<Move> moves, List<String> notes, List<Tried> examples) {}

    /** @param worth of these cases together, or empty */
    public record Move(CasePage.Label from, CasePage.Label to, String count, String worth) {}

    /** A case under both. @param before under the version that it replaces, {@code after} under the proposed one */
    public record Tried(String id, String shortId, CasePage.@Nullable Label before, CasePage.@Nullable Label after) {}

    /** A case that it is for. @param wanted which verdict it should get, and whether it does */
    public record Attached(Tried tried, Wanted wanted) {
        boolean fails() {
            return wanted.result().equals("fails");
        }
    }

    /** @param word of a verdict, or {@code none} @param result {@code passes}, {@code fails} or empty */
    public record Wanted(String word, String result) {
        /** What may be chosen. */
        public List<Choice> choices() {
            return List.of(
                    new Choice("none", "nothing in particular"),
                    new Choice("auto_clear", "clears"),
                    new Choice("checkpoint", "needs a person"),
                    new Choice("stop", "stops"),
                    new Choice("return", "returns to sender"));
        }

        public String said() {
            return choices().stream()
                    .filter(choice -> choice.word().equals(word))
                    .map(Choice::said)
                    .findFirst()
                    .orElse(word);
        }
    }

    public record Choice(String word, String said) {}

    /**
     * Who had a say, and what is missing.
     *
     * @param seen the version that it brings and how far it has come: an approval is of exactly that
     * @param facts who did what, when
     * @param missing until it is in force
     */
    public record Approval(ChangeSeen seen, List<CasePage.Pair> facts, List<String> missing) {}

    /** @param givenUp what stands against it, or empty */
    public record Moment(String what, String who, String when, String note, String givenUp) {}

    /**
     * What may be done.
     *
     * @param refuse whether they may refuse it, which takes less than to approve it
     * @param blocked why this reader cannot approve, or null
     * @param errors why what was sent was refused
     */
    public record Desk(
            boolean revise,
            boolean submit,
            boolean approve,
            boolean refuse,
            boolean withdraw,
            boolean rebase,
            @Nullable String blocked,
            List<String> errors) {}
}

package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change, as whoever approves it sees it.
 *
 * @param line where it stands
 * @param proposed hash of the version that it brings: an approval is of exactly this one
 * @param from when it is to be in force, or empty for at once
 * @param differences of the rules, {@code files} other files that differ
 * @param scenarios what its examples say, or null
 * @param desk what this reader may do with it
 */
public record ChangePage(
        ChangesPage.Line line, String proposed, String from, Look look, List<Moment> story, Desk desk) {
    /** What differs and what is found. @param trial what it would have made of past cases */
    public record Look(
            List<String> differences,
            List<String> files,
            List<String> findings,
            @Nullable String scenarios,
            List<String> failed,
            List<String> trial,
            List<Tried> cases) {
        /** Whether it is handed in only in so many words. */
        public boolean fails() {
            return !failed.isEmpty() || cases.stream().anyMatch(Tried::fails);
        }
    }

    /**
     * A case that it is for.
     *
     * @param before under the version that it replaces, {@code after} under the proposed one
     * @param wanted which verdict it should get, and whether it does
     */
    public record Tried(
            String id, String shortId, CasePage.@Nullable Label before, CasePage.@Nullable Label after, Wanted wanted) {
        public boolean fails() {
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

    /** @param givenUp what failed when it was handed in, or empty */
    public record Moment(String what, String who, String when, String note, String givenUp) {}

    /**
     * What may be done.
     *
     * @param blocked why this reader cannot approve, or null
     * @param errors why what was sent was refused
     */
    public record Desk(
            boolean revise,
            boolean submit,
            boolean approve,
            boolean withdraw,
            boolean rebase,
            @Nullable String blocked,
            List<String> errors) {}
}

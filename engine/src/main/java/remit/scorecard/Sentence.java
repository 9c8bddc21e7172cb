package remit.scorecard;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.process.Reporting;

/** What a run amounts to in one sentence, in the pack's own words, and what keeps the rest from clearing in another. */
public final class Sentence {
    private Sentence() {}

    /**
     * What a sentence counts.
     *
     * @param waiting of the held cases, those that no person has decided yet; {@code reviewed} those that one has
     * @param expired those that were rejected because nobody decided them in time
     * @param worth what clearing was worth, or null where the pack does not count it
     * @param fewest below this many cases no percentage is given: it would mislead more than it tells
     */
    public record Standing(
            Tally all, long waiting, long reviewed, long expired, Score.@Nullable Worth worth, long fewest) {}

    /** What a run amounts to at its end, when nobody has decided a held case yet. */
    public static String of(Reporting reporting, Score score) {
        return of(reporting, new Standing(score.all(), score.all().held(), 0, 0, score.value(), 0));
    }

    /**
     * {@code 4,302 of 7,114 lines coded and posted without a person (60.5%); 2.3% of those with a known outcome were
     * wrong; 2,691 wait for a person; 121 stopped}. A pack with {@code headline: net} leads with what clearing was worth.
     */
    public static String of(Reporting reporting, Standing standing) {
        Tally all = standing.all();
        var parts = new ArrayList<String>();
        String share =
                all.cases() < standing.fewest() ? "" : " (" + all.clearShare().percent() + ")";
        String cleared = Figures.count(all.cleared()) + " of "
                + Figures.verb(all.cases(), reporting.unit(), reporting.units()) + " " + reporting.cleared()
                + " without a person" + share;
        switch (reporting.headline()) {
            case SHARE -> {
                parts.add(cleared);
                parts.addAll(worth(standing.worth()));
                parts.add(errors(reporting, standing));
            }
            case NET -> {
                parts.addAll(worth(standing.worth()));
                parts.add(errors(reporting, standing));
                parts.add(cleared);
            }
        }
        if (all.adverse() > 0) parts.add(Figures.count(all.adverse()) + " of the cleared were adverse decisions");
        parts.add(Figures.verb(standing.waiting(), "waits", "wait") + " for a person");
        if (standing.reviewed() > 0) parts.add(Figures.count(standing.reviewed()) + " decided by a person");
        if (standing.expired() > 0)
            parts.add(Figures.count(standing.expired()) + " rejected because nobody decided in time");
        parts.add(Figures.count(all.stopped()) + " stopped"
                + (all.returned() > 0
                        ? ", " + Figures.count(all.returned()) + " of them returned to their sender"
                        : ""));
        return String.join("; ", parts);
    }

    private static List<String> worth(Score.@Nullable Worth worth) {
        if (worth == null) return List.of();
        return List.of("net " + Figures.money(worth.net()) + " ("
                + Figures.amount(worth.handlingSaved().amount())
                + " of handling saved less " + Figures.amount(worth.leak().amount())
                + " paid above what officers paid)");
    }

    private static String errors(Reporting reporting, Standing standing) {
        Tally all = standing.all();
        if (all.known() == 0) return "no outcome of those is known";
        return switch (reporting.error()) {
            case DIFFERS ->
                (all.known() < standing.fewest()
                                ? Figures.count(all.errors()) + " of " + Figures.count(all.known())
                                : all.errorShare().percent() + " of those")
                        + " with a known outcome "
                        + (all.known() < standing.fewest() && all.errors() == 1 ? "was wrong" : "were wrong");
            case OVERPAID ->
                "officers would have paid less on " + Figures.count(all.errors()) + " of " + Figures.count(all.known());
        };
    }

    /** Why the held cases are held: "Nothing more can clear safely" where no confident, harmless proposal is left. */
    public static String ofWaiting(Score score) {
        Score.Waiting waiting = score.waiting();
        if (score.all().held() == 0) return "Nothing waits for a person.";
        if (waiting.ruled() > 0) {
            return "Of those that wait, " + Figures.verb(waiting.ruled(), "has", "have")
                    + " a confident proposal that the rules keep for a person, " + adverse(waiting) + unsure(waiting)
                    + ".";
        }
        return "Nothing more can clear safely: of those that wait, " + adverse(waiting) + unsure(waiting) + ".";
    }

    private static String adverse(Score.Waiting waiting) {
        return waiting.adverse() == 0
                ? ""
                : Figures.verb(waiting.adverse(), "has", "have") + " an adverse proposal, which a person decides, ";
    }

    private static String unsure(Score.Waiting waiting) {
        return Figures.verb(waiting.unsure(), "has", "have")
                + " no proposal that reaches the confidence fixed on history";
    }
}

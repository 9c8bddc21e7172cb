package remit.whatif;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import remit.assurance.threshold.Start;
import remit.kernel.Json;
import remit.rules.Columns;

/**
 * How far a table may go that has numbers of its own for each segment: a chain of tables, each letting through what the one
 * before does and a little more, learned on the earlier half of the cases and proved on the later one.
 *
 * @param levers what moves
 * @param by the fact whose values have numbers of their own; empty where all have the same
 * @param halves of how many cases each half is
 * @param starts places in {@code points} with their part of the chance to fail, declared before the later half was read
 * @param points the table in force first, then looser and looser; behind these the ones that hold, without what the later
 *     half shows to be bad
 * @param parts what moves in the table that was chosen
 * @param left values that stay where they are, or go less far: too many of their cases are likely to be wrong
 * @param late values of which only the later half shows that too many are wrong
 */
public record TableSearch(
        List<Lever> levers,
        Optional<String> by,
        Halves halves,
        List<Start> starts,
        List<Point> points,
        List<Part> parts,
        List<Left> left,
        Late late) {
    public TableSearch {
        levers = List.copyOf(levers);
        starts = List.copyOf(starts);
        points = List.copyOf(points);
        parts = List.copyOf(parts);
        left = List.copyOf(left);
    }

    /** @param learned cases from which the chain was learned, {@code proved} those on which it was tested */
    public record Halves(long learned, long proved) {}

    /**
     * One table.
     *
     * @param cleared how many of all cases it clears, {@code share} of all
     * @param proof what is known of those in the later half, at the part of the chance to fail at which it was tested
     */
    public record Point(long cleared, double share, Proof proof, boolean certified) {
        Json.Obj toJson() {
            return Json.object(
                    "cleared",
                    cleared,
                    "share",
                    share,
                    "known",
                    proof.cleared().seen(),
                    "errors",
                    proof.cleared().wrong(),
                    "missing",
                    proof.cleared().missing(),
                    "at_most",
                    proof.upper(),
                    "delta",
                    proof.delta(),
                    "certified",
                    certified);
        }
    }

    /**
     * Values that go equally far.
     *
     * @param values of the fact; one without a name where all have the same numbers
     * @param moved the numbers that leave their place
     * @param newly how many cases of them newly clear
     */
    public record Part(List<String> values, List<Lever.Moved> moved, long newly) {
        public Part {
            values = List.copyOf(values);
            moved = List.copyOf(moved);
        }

        /** Whether a case has one of the values. */
        boolean holds(Columns.Texts texts, int number) {
            int word = texts.numbers()[number];
            return word >= 0 && values.contains(texts.words().get(word));
        }

        Json.Obj toJson() {
            return Json.object(
                    "values", Json.strings(values),
                    "changes", Json.array(moved.stream().map(Answer::lever).toList()),
                    "newly_clear", newly);
        }
    }

    /**
     * A value that is held back.
     *
     * @param atLeast likely so many of its cases beyond this are wrong at least, as the earlier half tells
     * @param wholly whether it stays where it is in force
     */
    public record Left(String value, double atLeast, boolean wholly) {
        Json.Obj toJson() {
            return Json.object("value", value, "at_least", atLeast, "stays", wholly);
        }
    }

    /**
     * What only the later half shows to be bad.
     *
     * @param dropped taken out of a table that holds with it: it stays where it is
     * @param open what stands in the way of the share that was asked for. A table without it would be chosen by the labels
     *     that are to prove it: only new ones can
     */
    public record Late(List<Left> dropped, List<Left> open) {
        public Late {
            dropped = List.copyOf(dropped);
            open = List.copyOf(open);
        }

        Json.Obj toJson() {
            return Json.object(
                    "dropped", Json.array(dropped.stream().map(Left::toJson).toList()),
                    "needs_new_outcomes",
                            Json.array(open.stream().map(Left::toJson).toList()));
        }
    }

    /** The loosest table that holds; empty where not even the one in force does. */
    public Optional<Point> largest() {
        return points.stream().filter(Point::certified).max(Comparator.comparingLong(Point::cleared));
    }

    Json.Obj toJson() {
        var begun = new ArrayList<Json>();
        for (Start start : starts) begun.add(Json.object("point", start.at(), "delta", start.delta()));
        return Json.object(
                "levers",
                Json.strings(levers.stream().map(Lever::words).toList()),
                "by",
                by.map(Json::of).orElse(Json.NULL),
                "learned_on",
                halves.learned(),
                "proved_on",
                halves.proved(),
                "starts",
                Json.array(begun),
                "points",
                Json.array(points.stream().map(Point::toJson).toList()),
                "table",
                Json.array(parts.stream().map(Part::toJson).toList()),
                "left",
                Json.array(left.stream().map(Left::toJson).toList()),
                "late",
                late.toJson());
    }
}

package remit.whatif;

import java.util.List;
import java.util.Optional;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.Columns;

/**
 * The cases by the values of a fact, each of which may have numbers of its own.
 *
 * @param names the values, {@code of} the place of each case's value among them, -1 where it has none: such a case stays
 *     under the rules in force
 */
record Groups(List<String> names, int[] of) {
    /** More than these make no table that a person reads. */
    private static final int MOST = 500;

    /** All cases in one group without a name, or one a value of a fact. */
    static Checked<Groups> of(History history, Optional<String> fact) {
        return fact.map(name -> by(history, name))
                .orElseGet(() -> Checked.ok(new Groups(List.of(""), new int[history.cases()])));
    }

    private static Checked<Groups> by(History history, String fact) {
        if (!(history.facts().column(fact) instanceof Columns.Texts texts)) {
            return refused(fact, "rules cannot tell segments by it", "name an input of type text");
        }
        if (texts.words().size() > MOST) {
            return refused(
                    fact,
                    "it has " + texts.words().size() + " values, and a table gets rows for each",
                    "name an input with at most " + MOST + " values");
        }
        // In the order of the alphabet: in which order cases of one moment came in has no say.
        List<String> names = texts.words().stream().sorted().toList();
        int[] places = texts.words().stream().mapToInt(names::indexOf).toArray();
        int[] of = new int[history.cases()];
        for (int i = 0; i < of.length; i++) of[i] = texts.numbers()[i] < 0 ? -1 : places[texts.numbers()[i]];
        for (int other : texts.others().cases()) of[other] = -1;
        return Checked.ok(new Groups(names, of));
    }

    private static Checked<Groups> refused(String fact, String what, String fix) {
        return Checked.refused(new Problem("RMT-182", "segments by " + fact, what, fix));
    }

    int count() {
        return names.size();
    }
}

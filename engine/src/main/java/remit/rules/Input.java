package remit.rules;

import java.util.ArrayList;
import java.util.BitSet;

/**
 * One input column of a table.
 *
 * @param fact the fact it reads
 * @param label what people call it, or the fact's name
 * @param allowed the values that may occur; any other matches no row
 */
public record Input(String fact, String label, FactType type, Cell allowed, Presence presence) {
    public Input {
        // Names of facts are looked up for every case: the same object is found without comparing letters.
        fact = fact.intern();
    }

    /** What it means that the fact is missing. */
    public enum Presence {
        /** The table cannot be asked: the case stops. */
        REQUIRED,
        /** Declared so: {@code null} is a value like others, with DMN's meaning in every cell. */
        NULL_ALLOWED,
        /** Somebody else has looked at it: a case that lacks it is held anyhow. Only {@code -} lets it pass. */
        CHECKED_BEFORE,
        /** It may not exist for a case: only {@code -} lets it pass, and the row lets nothing clear by it. */
        PASSES_ANY_ONLY;

        /** Whether a case that lacks the fact is held, whatever the rows say: {@link DecisionTable#lacks}. */
        public boolean holdsMissing() {
            return this != NULL_ALLOWED;
        }
    }

    /** Whether some allowed value passes a test; of one that compares with another fact only a case can tell. */
    public boolean mayPass(UnaryTest test) {
        if (allowed instanceof Cell.Any || test.isOpen() || test instanceof UnaryTest.Missing) return true;
        var every = new ArrayList<>(allowed.tests());
        every.add(test);
        Segments segments = Segments.of(type, every);
        var passing = new BitSet();
        allowed.tests().forEach(one -> passing.or(segments.covered(one)));
        if (allowed instanceof Cell.NoneOf) passing.flip(Segments.FIRST, segments.count());
        return passing.intersects(segments.covered(test));
    }

    /** A column in which only {@code -} lets a missing value pass. */
    public Input(String fact, String label, FactType type, Cell allowed) {
        this(fact, label, type, allowed, Presence.PASSES_ANY_ONLY);
    }
}

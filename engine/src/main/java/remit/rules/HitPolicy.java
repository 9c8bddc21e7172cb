package remit.rules;

import java.util.Optional;

/** Which of the matching rows speak, and how (DMN 1.3, clause 8.2.10). */
public enum HitPolicy {
    /** The only one; when several match, the table contradicts itself. */
    UNIQUE("U", "UNIQUE", ""),
    /** Any of them; they must say the same. */
    ANY("A", "ANY", ""),
    /** The one whose output stands first among the allowed output values. */
    PRIORITY("P", "PRIORITY", ""),
    /** The first. */
    FIRST("F", "FIRST", ""),
    /** All, in the order of the rows. */
    RULE_ORDER("R", "RULE ORDER", ""),
    /** All, in the order of the allowed output values. */
    OUTPUT_ORDER("O", "OUTPUT ORDER", ""),
    /** All. */
    COLLECT("C", "COLLECT", ""),
    /** The sum of what they say. */
    SUM("C+", "COLLECT", "SUM"),
    /** The smallest that they say. */
    MIN("C<", "COLLECT", "MIN"),
    /** The largest that they say. */
    MAX("C>", "COLLECT", "MAX"),
    /** How many there are. */
    COUNT("C#", "COLLECT", "COUNT");

    private final String letter;
    private final String attribute;
    private final String aggregation;

    HitPolicy(String letter, String attribute, String aggregation) {
        this.letter = letter;
        this.attribute = attribute;
        this.aggregation = aggregation;
    }

    /** Reads the attributes {@code hitPolicy} and {@code aggregation} of a DMN file. */
    public static Optional<HitPolicy> of(String attribute, String aggregation) {
        String written = attribute.isEmpty() ? "UNIQUE" : attribute;
        for (HitPolicy policy : values()) {
            if (policy.attribute.equals(written) && policy.aggregation.equals(aggregation)) return Optional.of(policy);
        }
        return Optional.empty();
    }

    /** {@code U A P F R O C C+ C< C> C#}. */
    public String letter() {
        return letter;
    }

    /** The attribute {@code hitPolicy} of a DMN file. */
    public String attribute() {
        return attribute;
    }

    /** The attribute {@code aggregation} of a DMN file, or empty. */
    public String aggregation() {
        return aggregation;
    }

    /** Whether at most one row speaks, so that a table may say what a case's verdict is. */
    public boolean single() {
        return switch (this) {
            case UNIQUE, ANY, PRIORITY, FIRST -> true;
            case RULE_ORDER, OUTPUT_ORDER, COLLECT, SUM, MIN, MAX, COUNT -> false;
        };
    }

    /** Whether rows are ranked by the order of the allowed output values. */
    public boolean ranked() {
        return this == PRIORITY || this == OUTPUT_ORDER;
    }
}

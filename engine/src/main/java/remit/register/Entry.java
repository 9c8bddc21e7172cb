package remit.register;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * One row of the register: an actor may do something with cases of a type, under a condition, up to a limit, by a row of
 * a version of the rules.
 *
 * @param caseType the segments the row names, or {@code every ...} with the pack's noun
 * @param condition what the row asks for beside them, in words
 * @param unless what keeps such a case from clearing all the same
 * @param rule the row that gives this right
 */
public record Entry(
        Power power,
        Holder holder,
        String process,
        String caseType,
        String condition,
        List<String> unless,
        Limit limit,
        Rule rule) {
    public Entry {
        unless = List.copyOf(unless);
    }

    /** What the actor may do. */
    public enum Power {
        /** Let a case through without a person. */
        CLEARS,
        /** Decide a case that is held. */
        DECIDES;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who has the right.
     *
     * @param name as lists show it
     * @param aliases every name by which one may ask for it
     * @param proposedBy the author whose proposals it is about, or empty
     * @param onBehalfOf the accountable owner, or empty
     * @param excluded whom separation of duty keeps out
     */
    public record Holder(
            String name, List<String> aliases, String proposedBy, String onBehalfOf, List<String> excluded) {
        public Holder {
            aliases = List.copyOf(aliases);
            excluded = List.copyOf(excluded);
        }
    }

    /**
     * The row behind it.
     *
     * @param version hex SHA-256 of the table
     * @param row from 1; null where no row speaks
     * @param approver as evidence names the row when it lets a case through; null for what people decide
     */
    public record Rule(
            String version, @Nullable Integer row, @Nullable String approver) {}

    /** Whether {@code who} is exactly one of the actor's names, whatever its case. */
    public boolean isCalled(String who) {
        return holder.aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(who.strip()));
    }

    /** Whether {@code who} stands in one of the actor's names. */
    public boolean mentions(String who) {
        String asked = who.strip().toLowerCase(Locale.ROOT);
        return holder.aliases.stream()
                .anyMatch(alias -> alias.toLowerCase(Locale.ROOT).contains(asked));
    }

    public Json.Obj toJson() {
        return Json.object(
                "power",
                power.word(),
                "actor",
                holder.name,
                "proposed_by",
                holder.proposedBy.isEmpty() ? null : holder.proposedBy,
                "on_behalf_of",
                holder.onBehalfOf.isEmpty() ? null : holder.onBehalfOf,
                "excluded",
                Json.strings(holder.excluded),
                "process",
                process,
                "case_type",
                caseType,
                "condition",
                condition,
                "unless",
                Json.strings(unless),
                "limit",
                limit.toJson(),
                "limit_words",
                limit.words(),
                "rule_version",
                rule.version,
                "row",
                rule.row,
                "approver",
                rule.approver);
    }
}

package remit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One output column of a table.
 *
 * @param name empty when the table has one output and does not name it
 * @param allowed the values that rows may say, strictest or best first; empty when any may be said
 * @param otherwise what is said when no row matches, or null
 */
public record Output(
        String name,
        FactType type,
        List<Operand> allowed,
        @Nullable Operand otherwise) {
    public Output {
        allowed = List.copyOf(allowed);
    }
}

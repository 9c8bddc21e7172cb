package remit.server.authors;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/**
 * One past case: what could be seen of it, and what turned out to be right.
 *
 * @param inputs visible inputs by their names; never an outcome
 * @param truth the label of the target column, or null when the file gives none: such a case teaches only which values exist
 * @param at business time
 */
public record Example(Map<String, Value> inputs, @Nullable String truth, Instant at) {
    public Example {
        if (truth != null && truth.isBlank()) throw new IllegalArgumentException("truth: blank, say null");
    }
}

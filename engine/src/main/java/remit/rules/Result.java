package remit.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.kernel.Value;

/** The values that a table gives for one case. */
public sealed interface Result {
    /** DMN's null: no row and no default, or a violated policy. @param why for people */
    record Nothing(String why) implements Result {}

    /** One value: of the only output, or an aggregate. */
    record Single(Value value) implements Result {}

    /** One value for each output, by its name. */
    record Parts(Map<String, Value> parts) implements Result {
        public Parts {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }
    }

    /** What several rows say, in order. */
    record Several(List<Result> results) implements Result {
        public Several {
            results = List.copyOf(results);
        }
    }
}

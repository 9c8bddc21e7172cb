package remit.kernel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields that were put together here and that nobody else holds: {@link Json.Obj} takes them over, where it copies any
 * other map. Every event of the log is a handful of objects, so this copy would be half of what making them costs.
 */
final class FreshFields extends LinkedHashMap<String, Json> {
    private static final long serialVersionUID = 1L;

    FreshFields() {}

    FreshFields(Map<String, Json> fields) {
        super(fields);
    }
}

package remit.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/** The text by which a case is found by the beginning of its key: its columns as JSON writes them, cut short. */
public final class CaseKeys {
    private static final int LONGEST = 200;

    private CaseKeys() {}

    /** The text of the key that an opening names; null where it names none. */
    static @Nullable String text(Json.@Nullable Obj opening) {
        if (opening == null) return null;
        List<Json> key = opening.array("key");
        return key.isEmpty() ? null : inner(Json.array(key));
    }

    /** The text that the keys beginning with these columns begin with, the last of them perhaps cut short. */
    public static String prefix(List<String> columns) {
        return inner(Json.strings(columns));
    }

    private static String inner(Json key) {
        String quoted = key.canonical();
        String text = quoted.length() < 4 ? "" : quoted.substring(2, quoted.length() - 2);
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST));
    }
}

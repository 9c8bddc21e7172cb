package remit.server.web;

import java.util.ArrayList;
import java.util.List;
import remit.server.web.query.CaseQueries;

/**
 * Finds cases by what a person has at hand: an id, what a page shows as the key, or the beginning of either. Exact before
 * beginning, so that a document called W1 is found beside W10.
 */
final class CaseSearch {
    /** How many are listed; one more is looked for, to say that there are more. */
    static final int MOST = 50;

    private final WebParts parts;
    private final CaseQueries queries;

    CaseSearch(WebParts parts, CaseQueries queries) {
        this.parts = parts;
        this.queries = queries;
    }

    /** @param seesContent who may not see keys finds none by the beginning of one: it would read them out */
    List<String> find(String asked, boolean seesContent) {
        if (asked.startsWith("case_")) return queries.idsByPrefix(asked, MOST + 1);
        List<String> exact = byKey(asked);
        if (!exact.isEmpty()) return exact;
        List<String> key = key(asked);
        boolean readable = seesContent && key.stream().anyMatch(part -> !part.isBlank());
        List<String> begun = readable ? queries.idsByKey(key, MOST + 1) : List.of();
        if (!begun.isEmpty()) return begun;
        return asked.matches("[0-9a-f]{4,40}") ? queries.idsByPrefix("case_" + asked, MOST + 1) : List.of();
    }

    private List<String> byKey(String asked) {
        var found = new ArrayList<String>();
        String typed = String.join("/", parts(asked));
        for (PublishedProcess process : parts.catalog().processes().get()) {
            String id = process.contract().id();
            String key = typed.startsWith(id + "/") ? typed : id + "/" + typed;
            parts.services().caseByKey().apply(key).flatMap(queries::one).ifPresent(line -> found.add(line.id()));
        }
        return found;
    }

    /** The key without the process that may stand before it. */
    private List<String> key(String asked) {
        int slash = asked.indexOf('/');
        boolean named =
                slash > 0 && parts.catalog().process(asked.substring(0, slash)).isPresent();
        return parts(named ? asked.substring(slash + 1) : asked);
    }

    /** {@code W1 / V9 / 10} as pages show it, where a part may hold a slash itself, or {@code W1/V9/10} as people type it. */
    private static List<String> parts(String asked) {
        String whole =
                asked.endsWith("/") ? asked.substring(0, asked.length() - 1).strip() : asked;
        return List.of(whole.split(whole.contains(" / ") ? "\\s+/\\s+" : "/"));
    }
}

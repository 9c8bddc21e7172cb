package remit.server.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.authority.AuthorityTable;
import remit.rules.Analysis;
import remit.rules.DecisionTable;
import remit.rules.Finding;
import remit.rules.Input;

/**
 * What the analysis finds in tables, kept for those that were asked about last: a long table takes longer to analyse than
 * everything else on its page, and the same table is always found the same. Safe for use by many threads.
 */
public final class KnownFindings {
    /** More tables than people look at side by side. */
    private static final int MOST = 32;

    private final Map<Key, List<List<Finding>>> known = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<List<Finding>>> eldest) {
            return size() > MOST;
        }
    };

    KnownFindings() {}

    /** A table as it decides and as findings name it. @param names of its tables and their columns */
    private record Key(String version, List<String> names) {
        static Key of(AuthorityTable table) {
            var names = new ArrayList<String>();
            for (DecisionTable each : table.tables()) {
                names.add(each.name());
                each.inputs().stream().map(Input::label).forEach(names::add);
            }
            return new Key(table.version(), List.copyOf(names));
        }
    }

    /** What is found in each table behind a decision, in the order of {@link AuthorityTable#tables}. */
    public List<List<Finding>> of(AuthorityTable table) {
        Key key = Key.of(table);
        synchronized (known) {
            List<List<Finding>> found = known.get(key);
            if (found != null) return found;
        }
        // Outside the lock: nobody waits for another's table.
        List<List<Finding>> found =
                table.tables().stream().map(Analysis::of).map(List::copyOf).toList();
        synchronized (known) {
            known.put(key, found);
        }
        return found;
    }
}

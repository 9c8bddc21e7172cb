package remit.server.changes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import remit.authority.AuthorityTable;
import remit.authority.TableDiff;
import remit.decision.Level;
import remit.server.catalog.PublishedProcess;

/** What the levels above a process say otherwise in one of its versions than in another. */
public final class LevelChanges {
    private LevelChanges() {}

    /**
     * A level whose table differs.
     *
     * @param name {@code organisation}, or {@code domain} and its name
     * @param before empty where it was not asked, {@code after} where it is asked no more; never both
     */
    public record OfLevel(String name, Optional<AuthorityTable> before, Optional<AuthorityTable> after) {
        /** Every difference on a line of its own, under the level's name. */
        List<String> texts() {
            if (before.isPresent() && after.isPresent()) {
                return TableDiff.all(before.get(), after.get()).stream()
                        .flatMap(each -> each.texts().stream())
                        .map(text -> name + ": " + text)
                        .toList();
            }
            var lines = new ArrayList<String>();
            lines.add(name + ": " + (after.isPresent() ? "its table is asked too from here on" : gone()));
            after.ifPresent(table -> TableDiff.rows(table).forEach(row -> lines.add(name + ": " + row.text())));
            return lines;
        }

        /** What is told of a level that is asked no more. */
        public static String gone() {
            return "its table is asked no more";
        }
    }

    /** Those that differ, widest first. */
    public static List<OfLevel> between(PublishedProcess before, PublishedProcess after) {
        Map<String, AuthorityTable> was = tables(before);
        Map<String, AuthorityTable> is = tables(after);
        var all = new ArrayList<OfLevel>();
        is.forEach((name, table) -> {
            AuthorityTable old = was.remove(name);
            if (old == null || !old.version().equals(table.version()))
                all.add(new OfLevel(name, Optional.ofNullable(old), Optional.of(table)));
        });
        was.forEach((name, table) -> all.add(new OfLevel(name, Optional.of(table), Optional.empty())));
        return all;
    }

    private static Map<String, AuthorityTable> tables(PublishedProcess process) {
        var tables = new LinkedHashMap<String, AuthorityTable>();
        for (Level level : process.pinned().levels()) {
            String name = switch (level.kind()) {
                case ORGANISATION -> level.kind().word();
                case DOMAIN ->
                    level.kind().word() + " " + process.contract().governance().domain();
            };
            tables.put(name, level.table());
        }
        return tables;
    }
}

package remit.server.erasure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.server.cases.Incoming;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.RowReader;
import remit.server.store.CaseIds;
import remit.server.store.VersionStore;
import remit.server.store.VersionStore.InForce;

/**
 * From what the business knows of a person to the references under which payloads are kept. A process may have marked
 * other columns under an earlier version, so every version that was ever in force is asked.
 */
final class SubjectWords {
    private final Catalog catalog;
    private final VersionStore versions;
    private final CaseIds ids;

    SubjectWords(Catalog catalog, VersionStore versions, CaseIds ids) {
        this.catalog = catalog;
        this.versions = versions;
        this.ids = ids;
    }

    /** @param refs of the subject, {@code values} the words that identify them */
    record Read(Set<String> refs, List<String> values) {}

    /** One version's marked columns. */
    private record Marked(Intake intake, ProcessContract contract, Set<String> columns) {}

    Checked<Read> read(Wish.Subject wish) {
        var marked = new ArrayList<Marked>();
        var told = new TreeMap<String, Set<String>>();
        for (String process : processes(wish.process())) {
            for (String sha256 : versionsOf(process)) {
                Checked<PublishedProcess> version = catalog.stored(sha256);
                if (!(version instanceof Checked.Ok<PublishedProcess>(PublishedProcess known)))
                    return Checked.refused(version.problems());
                Set<String> columns = columns(known.intake());
                if (columns.isEmpty()) continue;
                marked.add(new Marked(known.intake(), known.contract(), columns));
                told.computeIfAbsent(process, _ -> new LinkedHashSet<>()).add(String.join(" and ", columns));
            }
        }
        if (marked.isEmpty()) return refused("no process here says which columns identify a person", "");
        return matched(wish, marked, told);
    }

    private Checked<Read> matched(Wish.Subject wish, List<Marked> marked, Map<String, Set<String>> told) {
        var refs = new LinkedHashSet<String>();
        var values = new LinkedHashSet<String>();
        for (Marked each : marked) {
            Map<String, String> named = named(wish.values(), each.columns());
            if (named == null) continue;
            refs.add(ids.subject(subject(each, named)));
            values.addAll(named.values());
        }
        if (refs.isEmpty()) {
            var columns = new ArrayList<String>();
            told.forEach((process, sets) -> columns.add(process + " by " + String.join(", or by ", sets)));
            return refused(
                    "these are not the columns that identify a person: " + String.join("; ", columns),
                    "give each of them, and no other, as COLUMN=VALUE");
        }
        return Checked.ok(new Read(refs, List.copyOf(values)));
    }

    private static Checked<Read> refused(String what, String fix) {
        return Checked.refused(
                new Problem("RMT-063", "--subject", what, fix.isEmpty() ? "erase case by case, with --case" : fix));
    }

    private List<String> processes(@Nullable String only) {
        return versions.published().stream()
                .filter(process -> !process.startsWith("@") && (only == null || only.equals(process)))
                .toList();
    }

    private Set<String> versionsOf(String process) {
        var found = new LinkedHashSet<String>();
        for (InForce each : versions.everInForce(process)) found.add(each.sha256());
        return found;
    }

    private static Set<String> columns(Intake intake) {
        var found = new LinkedHashSet<String>();
        for (Intake.Column column : intake.columns()) if (column.subject()) found.add(column.name());
        return found;
    }

    /** The values by column; null where they are not exactly these columns. A lone value is that of a lone column. */
    private static @Nullable Map<String, String> named(List<String> words, Set<String> columns) {
        var named = new LinkedHashMap<String, String>();
        for (String word : words) {
            int sign = word.indexOf('=');
            String column = sign < 0 ? "" : word.substring(0, sign);
            if (columns.contains(column)) named.put(column, word.substring(sign + 1));
            else if (words.size() == 1 && columns.size() == 1)
                named.put(columns.iterator().next(), word);
            else return null;
        }
        return named.keySet().equals(columns) ? named : null;
    }

    /** As intake made it of a row: a column is read as the version says. */
    private static Json.Obj subject(Marked marked, Map<String, String> named) {
        Intake intake = marked.intake();
        var reader = new RowReader(intake, marked.contract().zone());
        var inputs = new LinkedHashMap<String, Value>();
        for (Intake.Column column : intake.columns()) {
            String text = named.get(column.name());
            if (text != null && column.visible()) inputs.put(column.name(), reader.value(column.name(), text));
        }
        List<String> key = intake.key().stream()
                .map(name -> named.containsKey(name) ? reader.keyText(name, named.get(name)) : "")
                .toList();
        return Incoming.subject(intake, inputs, key);
    }
}

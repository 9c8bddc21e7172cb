package remit.server.halts;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.sql.DataSource;
import remit.halt.HaltScope;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.halts.HaltDesk.Known;
import remit.server.store.Streaming;

/** Whether there is what somebody wants to halt: a name with a slip in it would halt nothing, and nobody would notice. */
final class Scopes {
    private final DataSource source;
    private final Supplier<List<Known>> known;

    Scopes(DataSource source, Supplier<List<Known>> known) {
        this.source = source;
        this.known = known;
    }

    Checked<HaltScope> checked(HaltScope scope) {
        return switch (scope) {
            case HaltScope.Everything() -> Checked.ok(scope);
            case HaltScope.Process(String id) -> {
                var processes = new TreeSet<String>();
                known.get().forEach(each -> processes.add(each.process()));
                yield one(scope, processes.contains(id), processes);
            }
            case HaltScope.Tool(String id) -> {
                var tools = new TreeSet<String>();
                known.get().forEach(each -> tools.addAll(each.tools()));
                // What an older version prepared may still wait to be done.
                tools.addAll(texts("select distinct tool from action_view"));
                yield one(scope, tools.contains(id), tools);
            }
            case HaltScope.Author(String _) -> author(scope);
        };
    }

    private Checked<HaltScope> author(HaltScope scope) {
        var authors = new TreeSet<String>();
        known.get().forEach(each -> authors.add(each.author()));
        authors.addAll(texts("select distinct proposer from past_case where proposer is not null"));
        boolean there = authors.stream().anyMatch(each -> scope.covers("", each, null));
        return one(scope, there, authors);
    }

    private List<String> texts(String sql) {
        var texts = new java.util.ArrayList<String>();
        Streaming.query(source, sql, List.of(), row -> texts.add(row.getString(1)));
        return texts;
    }

    private static Checked<HaltScope> one(HaltScope scope, boolean there, TreeSet<String> names) {
        if (there) return Checked.ok(scope);
        return Checked.refused(new Problem(
                "RMT-447",
                scope.kind(),
                "there is no " + scope.words() + " here, so nothing was halted",
                names.isEmpty() ? "publish it first" : "name one of " + String.join(", ", names)));
    }
}

package remit.whatif;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.Evaluation;
import remit.authority.Row;
import remit.authority.Ruling;
import remit.kernel.Value;
import remit.rules.Columns;
import remit.rules.DecisionTable;
import remit.rules.Input;
import remit.rules.Replay;

/** Decides all cases of a history under rules that differ little: what a table shares with the one before is coded once. */
final class Retrial {
    private static final Ruling[] RULINGS = Ruling.values();

    private final History history;
    private @Nullable Replay last;

    Retrial(History history) {
        this.history = history;
    }

    /** The verdict on every case, by its place in {@link Ruling}. */
    byte[] rulings(Rules rules) {
        byte[] own = rules.table().alone() ? replayed(rules) : oneByOne(rules);
        for (int i = 0; i < own.length; i++) {
            Ruling others = history.others(i, history.sure(i, rules.threshold()));
            own[i] = (byte) strictest(RULINGS[own[i]], others).ordinal();
        }
        return own;
    }

    private byte[] replayed(Rules rules) {
        var table = rules.table().tables().getLast();
        Columns facts = history.facts(rules.threshold());
        Replay before = last;
        Replay replay = (before == null ? Replay.of(table, facts) : before.anew(table, facts)).kept();
        last = replay;
        int[] rows = replay.outcomes();
        byte[] says = says(rules.table());
        byte[] rulings = new byte[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rulings[i] = rows[i] > 0 ? says[rows[i]] : silent(rows[i], rules.table());
        }
        hold(rulings, table, facts);
        return rulings;
    }

    /** What lacks a fact that a column reads does not clear, whatever its row says. */
    private void hold(byte[] rulings, DecisionTable table, Columns facts) {
        for (Input input : table.inputs()) {
            if (input.presence() == Input.Presence.NULL_ALLOWED) continue;
            byte held = (byte) history.lacking(input.fact()).ordinal();
            Columns.Column column = facts.column(input.fact());
            if (column == null) {
                for (int i = 0; i < rulings.length; i++) hold(rulings, i, held);
                continue;
            }
            Columns.Others others = column.others();
            for (int i = 0; i < others.cases().length; i++) {
                if (others.values().get(i) instanceof Value.Absent) hold(rulings, others.cases()[i], held);
            }
        }
    }

    private static void hold(byte[] rulings, int number, byte held) {
        if (rulings[number] == Ruling.AUTO_CLEAR.ordinal()) rulings[number] = held;
    }

    /** By row number. */
    private static byte[] says(AuthorityTable table) {
        List<Row> rows = table.rows();
        byte[] says = new byte[rows.size() + 1];
        for (Row row : rows) says[row.number()] = (byte) row.ruling().ordinal();
        return says;
    }

    private static byte silent(int outcome, AuthorityTable table) {
        boolean violated = outcome == Replay.VIOLATED || outcome == Replay.SEVERAL;
        return (byte) (violated ? Ruling.STOP : table.otherwise().ruling()).ordinal();
    }

    /** A table that others feed is asked case by case. */
    private byte[] oneByOne(Rules rules) {
        Columns facts = history.facts(rules.threshold());
        byte[] rulings = new byte[history.cases()];
        for (int i = 0; i < rulings.length; i++) {
            Map<String, Value> seen = facts.facts(i);
            rulings[i] = (byte) ruling(rules.table().evaluate(seen)).ordinal();
        }
        return rulings;
    }

    private Ruling ruling(Evaluation evaluation) {
        return switch (evaluation.outcome()) {
            case Evaluation.Outcome.Matched(Row row) -> row.ruling();
            case Evaluation.Outcome.NoMatch(Ruling ruling, String _) -> ruling;
            case Evaluation.Outcome.Lacking(Row _, String fact, String _) -> history.lacking(fact);
            case Evaluation.Outcome.Violated(List<Integer> _) -> Ruling.STOP;
        };
    }

    /** As the decider joins checks: a case goes back to its sender only when every check that stops it says so. */
    static Ruling strictest(Ruling one, Ruling other) {
        int order = one.verdict().compareTo(other.verdict());
        if (order != 0) return order > 0 ? one : other;
        return one == other ? one : Ruling.STOP;
    }
}

package remit.server.authors;

import java.util.Map;
import remit.kernel.Value;

/** Says in one sentence what a proposal rests on: the precedents nearest to the case. */
final class Basis {
    private Basis() {}

    static String of(Core core, Core.Look look, Map<String, Value> inputs) {
        String label = core.labels().get(look.top());
        Precedents precedents = core.precedents();
        if (precedents.keys().isEmpty()) return "the words of the case; no column was named to compare it by";
        String first = said(precedents, 0, look.top(), label, inputs);
        int last = precedents.keys().size() - 1;
        if (last == 0 || precedents.of(last, inputs).total() == 0) return first;
        return first + "; " + said(precedents, last, look.top(), label, inputs);
    }

    private static String said(Precedents precedents, int key, int top, String label, Map<String, Value> inputs) {
        String what = "this " + String.join(" with this ", precedents.keys().get(key));
        Precedents.Entry entry = precedents.of(key, inputs);
        if (entry.total() == 0) return what + " was never seen";
        String times = entry.total() == 1 ? "once" : entry.total() + " times";
        return what + " seen " + times + ", " + entry.count(top) + " on " + label;
    }
}

package remit.server.authors;

/** Says in one sentence what a proposal rests on: the precedents nearest to the case. Names columns, never values. */
final class Basis {
    private Basis() {}

    static String of(Core core, Core.Look look, int top) {
        var keys = core.precedents().keys();
        if (keys.isEmpty()) return "the words of the case; the pack names no column to compare it by";
        int label = look.candidates()[top];
        int last = keys.size() - 1;
        String first = said(core, look, 0, label);
        return last == 0 ? first : first + "; " + said(core, look, last, label);
    }

    private static String said(Core core, Core.Look look, int key, int label) {
        String what = String.join(" with ", core.precedents().keys().get(key));
        Precedents.Entry entry = look.entries()[key];
        if (entry.total() == 0) return what + " never seen";
        String times = entry.total() == 1 ? "once" : entry.total() + " times";
        return what + " seen " + times + ", " + entry.count(label) + " on "
                + core.labels().get(label);
    }
}

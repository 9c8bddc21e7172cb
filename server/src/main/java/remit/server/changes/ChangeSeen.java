package remit.server.changes;

import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * What an approver saw: the version that a change proposes, and how far the change had come. As text {@code HASH.SEQ},
 * which is what lists show and what people type.
 *
 * @param proposed hash of the version
 * @param seq how many events the change had
 */
public record ChangeSeen(String proposed, long seq) {
    private static final int LEAST = 12;

    /** What somebody sees who looks at the change now. */
    public static ChangeSeen of(Change change) {
        return new ChangeSeen(
                change.state().versions().proposed(), change.state().seq());
    }

    /** With the whole hash. */
    public String whole() {
        return proposed + "." + seq;
    }

    /**
     * Reads what was typed: the hash may be cut after 12 characters.
     *
     * @param change whose version it is about; a hash of another version is left as it was typed
     */
    public static Checked<ChangeSeen> read(String text, Change change) {
        String typed = text.strip();
        int dot = typed.lastIndexOf('.');
        String hash = dot < 0 ? typed : typed.substring(0, dot);
        String seq = dot < 0 ? "" : typed.substring(dot + 1);
        if (hash.length() < LEAST || !seq.matches("[0-9]{1,9}")) {
            return Checked.refused(
                    new Problem(
                            "RMT-135",
                            change.id(),
                            "\"" + typed + "\" does not name what you saw",
                            "write it as remit rules changes shows it: at least 12 characters of the version, a point, a number"));
        }
        String proposed = change.state().versions().proposed();
        return Checked.ok(new ChangeSeen(proposed.startsWith(hash) ? proposed : hash, Long.parseLong(seq)));
    }
}

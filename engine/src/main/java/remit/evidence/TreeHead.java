package remit.evidence;

import java.time.Instant;
import java.util.Base64;

/**
 * What is signed of the log: how many entries it has and the root over them. Its text is the body of a signed note, as
 * public transparency logs write it, with one more line that says when.
 *
 * @param origin the log's name
 * @param recordedAt the clock of the machine that signed it
 */
public record TreeHead(String origin, long size, byte[] root, Instant recordedAt) {
    private static final int LINES = 4;

    /** The text that is signed, with its last line break. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\nrecorded " + recordedAt
                + "\n";
    }

    /** Reads a note that {@link #text} begins. Throws IllegalArgumentException for any other text. */
    public static TreeHead read(String note) {
        String[] lines = note.split("\n", LINES + 1);
        if (lines.length <= LINES || !lines[3].startsWith("recorded "))
            throw new IllegalArgumentException("note: it is no tree head");
        byte[] root = Base64.getDecoder().decode(lines[2]);
        return new TreeHead(
                lines[0], Long.parseLong(lines[1]), root, Instant.parse(lines[3].substring("recorded ".length())));
    }
}

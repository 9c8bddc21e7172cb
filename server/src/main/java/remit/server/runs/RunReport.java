package remit.server.runs;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * What a run prints, and its exit status.
 *
 * @param json the object of {@code --json}
 * @param text the sentence, the table, and where to look
 * @param exitStatus 0, or 1 when rows were rejected
 * @param rejectedFile where rejected rows are listed, null when there are none
 */
public record RunReport(
        Json.Obj json,
        String text,
        int exitStatus,
        @Nullable Path rejectedFile) {
    /** A finished run prints again what it printed: what was true when it ended. */
    static RunReport stored(Json.Obj stored, int exitStatus) {
        return new RunReport(stored.object("json"), stored.text("text", ""), exitStatus, null);
    }

    Json.Obj toStored() {
        return Json.object("json", json, "text", text);
    }

    RunReport withLine(String line) {
        return new RunReport(json, text + "\n" + line, exitStatus, rejectedFile);
    }

    RunReport withRejectedFile(@Nullable Path path) {
        return new RunReport(json, text, exitStatus, path);
    }
}

package remit.server.web;

import java.util.Map;
import remit.kernel.Actor;

/** One row that arrived over HTTP. @param row header of the column to its text, as a file would hold it */
public record IntakeCommand(Actor source, String process, Map<String, String> row) {
    public IntakeCommand {
        row = Map.copyOf(row);
    }
}

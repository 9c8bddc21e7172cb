package remit.server.store;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;

/**
 * How deep a YAML file that people hand in may nest. Composing calls itself once a level, so a small file of brackets
 * would exhaust the stack; its events are read one after the other, and are counted before.
 */
public final class YamlDepth {
    static final int DEEPEST = 100;

    private YamlDepth() {}

    /** Throws, with the place, where the text nests deeper than any file of Remit needs, or is no YAML. */
    public static void check(LoadSettings settings, String text) throws MarkedYamlEngineException {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case SequenceStart, MappingStart -> depth++;
                case SequenceEnd, MappingEnd -> depth--;
                case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
            }
            if (depth > DEEPEST)
                throw new ParserException(
                        "", Optional.empty(), "it is nested deeper than " + DEEPEST + " levels", event.getStartMark());
        }
    }
}

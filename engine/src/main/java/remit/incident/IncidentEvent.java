package remit.incident;

import java.util.Set;
import java.util.TreeSet;
import remit.kernel.Json;
import remit.process.Paging.Who;

/**
 * What happened to an incident, as the body of its evidence: roles and counts, nobody's name. What a person says when they
 * close it is payload.
 */
public sealed interface IncidentEvent {
    Json.Obj body();

    /** As evidence names it. */
    default String type() {
        return "Incident" + getClass().getSimpleName();
    }

    /** Reads back what {@link #type} and {@link #body} wrote. */
    static IncidentEvent read(String type, Json.Obj body) {
        return switch (type) {
            case "IncidentOpened" ->
                new Opened(Cause.ofWord(body.text("cause", "")).orElseThrow(), body.object("facts"));
            case "IncidentPaged" -> {
                var whom = new TreeSet<Who>();
                for (Json word : body.array("whom"))
                    if (word instanceof Json.Str(String text))
                        whom.add(Who.ofWord(text).orElseThrow());
                yield new Paged((int) body.number("step", 0), whom, body.flag("again"));
            }
            case "IncidentAcknowledged" -> new Acknowledged();
            case "IncidentClosed" -> new Closed(Why.of(body.text("why", "")));
            default -> throw new IllegalArgumentException(type + ": no event of an incident");
        };
    }

    /** Something is wrong. @param facts counts and limits that show it */
    record Opened(Cause cause, Json.Obj facts) implements IncidentEvent {
        @Override
        public Json.Obj body() {
            return Json.object("cause", cause.word(), "severity", cause.severity(), "facts", facts);
        }
    }

    /**
     * Somebody was to be told.
     *
     * @param step of the ladder, 1 for the first; {@code again} whether all steps had been taken before
     */
    record Paged(int step, Set<Who> whom, boolean again) implements IncidentEvent {
        public Paged {
            whom = Set.copyOf(whom);
        }

        @Override
        public Json.Obj body() {
            return Json.object(
                    "step",
                    step,
                    "whom",
                    Json.array(new TreeSet<>(whom)
                            .stream().map(who -> (Json) Json.of(who.word())).toList()),
                    "again",
                    again);
        }
    }

    /** A person took it up: nobody else is paged. */
    record Acknowledged() implements IncidentEvent {
        @Override
        public Json.Obj body() {
            return Json.EMPTY;
        }
    }

    /** It is over. */
    record Closed(Why why) implements IncidentEvent {
        @Override
        public Json.Obj body() {
            return Json.object("why", why.word());
        }
    }

    /** Why an incident is over. */
    enum Why {
        /** What was wrong is so no longer. */
        PASSED,
        /** A person said that it was dealt with. */
        DEALT_WITH;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Why of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }
}

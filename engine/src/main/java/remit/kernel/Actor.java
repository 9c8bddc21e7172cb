package remit.kernel;

/**
 * Who did something. Built only by whoever authenticated it; ids are opaque (a local account id, a model version, a
 * rule version with its row, a source), because evidence is for ever.
 */
public record Actor(Kind kind, String id) {
    /** The five kinds of actor that evidence knows. */
    public enum Kind {
        PERSON,
        SERVICE,
        MODEL,
        RULE,
        SOURCE
    }

    public Actor {
        if (id.isBlank()) throw new IllegalArgumentException("id: blank");
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + id;
    }

    /** Reads the form that {@link #toString} writes. */
    public static Actor parse(String text) {
        int colon = text.indexOf(':');
        return new Actor(
                Kind.valueOf(text.substring(0, colon).toUpperCase(java.util.Locale.ROOT)), text.substring(colon + 1));
    }
}

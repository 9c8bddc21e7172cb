package remit.assurance.mining;

/** One condition on one input of a case, in words that a rule could use. */
public sealed interface Selector {
    String attribute();

    /** The input has exactly this value. */
    record Is(String attribute, String value) implements Selector {}

    /** The number is at most this. */
    record AtMost(String attribute, double bound) implements Selector {}

    /** The number is above this. */
    record Above(String attribute, double bound) implements Selector {}

    /** Whether a case meets it; a case without the input never does. */
    default boolean holds(Overrides.Example example) {
        return switch (this) {
            case Is(String attribute, String value) ->
                value.equals(example.words().get(attribute));
            case AtMost(String attribute, double bound) -> {
                Double number = example.numbers().get(attribute);
                yield number != null && number <= bound;
            }
            case Above(String attribute, double bound) -> {
                Double number = example.numbers().get(attribute);
                yield number != null && number > bound;
            }
        };
    }

    /** {@code region is north}, {@code amount is at most 50.0}. */
    default String show() {
        return switch (this) {
            case Is(String attribute, String value) -> attribute + " is " + value;
            case AtMost(String attribute, double bound) -> attribute + " is at most " + bound;
            case Above(String attribute, double bound) -> attribute + " is above " + bound;
        };
    }
}

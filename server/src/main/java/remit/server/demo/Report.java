package remit.server.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/** The policyholder's words, put together from invented phrases. */
final class Report {
    /** What happened, and how people put it. */
    record Cause(String name, List<String> phrases) {}

    static final List<Cause> CAUSES = List.of(
            new Cause("accidental damage", List.of("it fell from the table", "a guest knocked it over")),
            new Cause("water leak", List.of("a hose burst in the night", "the tank upstairs overflowed")),
            new Cause("storm", List.of("the gale blew a branch onto it", "hail came through the roof")),
            new Cause("theft", List.of("the door had been forced", "burglars broke it on their way out")),
            new Cause("fire", List.of("the pan caught fire", "the heater set it alight")));
    static final List<String> ITEMS = List.of(
            "phone", "laptop", "bicycle", "carpet", "washing machine", "television", "window", "sofa", "jewellery");
    static final List<String> REGIONS =
            List.of("north", "south", "east", "west", "coast", "islands", "capital", "lakes");

    private static final List<String> OPENINGS = List.of(
            "My %s was damaged", "We found the %s broken", "The %s can no longer be used", "Our %s is beyond repair");
    private static final List<String> EXCLUDED = List.of(
            "it was worn out after many years of use",
            "a slow leak had been rotting it for months",
            "it was left unlocked outside the house",
            "it was used for paid business work");
    private static final List<String> PROVEN = List.of("receipt and photo attached", "invoice and pictures enclosed");
    private static final List<String> UNPROVEN = List.of(
            "the receipt is lost", "the value is an estimate", "no photo was taken", "a neighbour can confirm it");

    private Report() {}

    static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }

    /** @param excluded whether the words show an exclusion; {@code complete} whether all evidence is there */
    static String words(String item, Cause cause, boolean excluded, boolean complete, RandomGenerator random) {
        return String.format(pick(OPENINGS, random), item) + ", "
                + pick(excluded ? EXCLUDED : cause.phrases(), random) + ", "
                + pick(complete ? PROVEN : UNPROVEN, random);
    }
}

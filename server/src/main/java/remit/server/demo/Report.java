package remit.server.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/** The policyholder's words, put together from invented phrases. */
final class Report {
    static final List<String> CAUSES = List.of("accidental damage", "water leak", "storm", "theft", "fire");
    static final List<String> ITEMS =
            List.of("phone", "laptop", "bicycle", "carpet", "washing machine", "television", "window", "sofa", "jewellery");
    static final List<String> REGIONS = List.of("north", "south", "east", "west", "coast", "islands", "capital", "lakes");

    private static final List<String> OPENINGS =
            List.of("My %s was damaged", "We found the %s broken", "The %s can no longer be used", "Our %s is beyond repair");
    private static final List<String> SUDDEN = List.of(
            "it fell from the table",
            "a hose burst in the night",
            "the gale blew a branch onto it",
            "the door had been forced",
            "a guest knocked it over",
            "the pan caught fire");
    private static final List<String> EXCLUDED = List.of(
            "it was worn out after many years of use",
            "a slow leak had been rotting it for months",
            "it was left unlocked outside the house",
            "it was used for paid business work");
    private static final List<String> PROVEN = List.of("receipt and photo attached", "invoice and pictures enclosed");
    private static final List<String> UNPROVEN =
            List.of("the receipt is lost", "the value is an estimate", "no photo was taken", "a neighbour can confirm it");

    private Report() {}

    static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }

    /** @param excluded whether the words show an excluded cause; {@code complete} whether all evidence is there */
    static String words(String item, boolean excluded, boolean complete, RandomGenerator random) {
        return String.format(pick(OPENINGS, random), item) + ", " + pick(excluded ? EXCLUDED : SUDDEN, random) + ", "
                + pick(complete ? PROVEN : UNPROVEN, random);
    }
}

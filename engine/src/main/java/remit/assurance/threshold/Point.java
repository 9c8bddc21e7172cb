package remit.assurance.threshold;

/**
 * One way to work out of several that are ordered from the strictest to the loosest, such as a threshold of confidence,
 * and what was seen of the cases that it would clear.
 *
 * @param threshold what a case's score must reach; for display
 * @param cases how many cases it clears, labelled or not
 * @param labels how many of them have a label
 * @param errors how many of those were wrong
 */
public record Point(double threshold, long cases, long labels, long errors) {
    public Point {
        if (errors < 0 || labels < errors || cases < labels) {
            throw new IllegalArgumentException(
                    "point: " + errors + " errors of " + labels + " labels of " + cases + " cases");
        }
    }
}

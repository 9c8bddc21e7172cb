package remit.assurance.threshold;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One promise for each segment instead of one for all: delta is split evenly, and each segment is certified alone. */
public final class Segments {
    private Segments() {}

    /**
     * Certifies each segment along its own points with delta / number of segments, so that with probability 1 - delta all
     * promises hold together (Bonferroni over segments).
     *
     * @param segments by name
     * @param alpha the largest error share within each segment
     * @param delta the chance that any of them is above
     */
    public static Map<String, FixedSequence.Certified> certify(
            Map<String, Segment> segments, double alpha, double delta) {
        Map<String, FixedSequence.Certified> results = new LinkedHashMap<>();
        segments.forEach((name, segment) -> {
            List<Start> starts = Start.declare(segment.current, segment.later, delta / segments.size());
            results.put(name, FixedSequence.certify(segment.points, alpha, starts));
        });
        return results;
    }

    /**
     * What one segment brings.
     *
     * @param points from the strictest to the loosest
     * @param current index of the point where work is done today
     * @param later indices of later starts, declared beforehand
     */
    public record Segment(List<Point> points, int current, List<Integer> later) {
        public Segment {
            points = List.copyOf(points);
            later = List.copyOf(later);
        }
    }
}

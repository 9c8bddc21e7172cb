package remit.assurance.threshold;

/**
 * Cases of one segment with scores in one bucket, which clear together or not at all.
 *
 * @param segment for instance a case type
 * @param bucket 0 for the safest scores
 * @param cases how many cases fall into it
 * @param labels how many of them have a label
 * @param errors how many of those were wrong
 */
public record Cell(String segment, int bucket, long cases, long labels, long errors) {
    public Cell {
        if (bucket < 0) throw new IllegalArgumentException("bucket: " + bucket);
        if (errors < 0 || labels < errors || cases < labels) {
            throw new IllegalArgumentException(
                    "cell: " + errors + " errors of " + labels + " labels of " + cases + " cases");
        }
    }

    /** Which cell it is, whatever was counted in it. */
    public Key key() {
        return new Key(segment, bucket);
    }

    /** Segment and bucket. */
    public record Key(String segment, int bucket) {}
}

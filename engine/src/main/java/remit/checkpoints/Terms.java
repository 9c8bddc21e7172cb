package remit.checkpoints;

/**
 * What an owner asks of a checkpoint that goes.
 *
 * @param maxPerCase the most rejections missed for each case that skips it, in (0, 1)
 * @param maxShare the most of all its rejections that may be missed, in (0, 1): without it a checkpoint that hardly ever
 *     rejects could always go
 * @param confidence with which all bounds hold together, in (0.5, 1)
 */
public record Terms(double maxPerCase, double maxShare, double confidence) {
    public Terms {
        if (!(maxPerCase > 0 && maxPerCase < 1)) throw new IllegalArgumentException("maxPerCase: " + maxPerCase);
        if (!(maxShare > 0 && maxShare < 1)) throw new IllegalArgumentException("maxShare: " + maxShare);
        if (!(confidence > 0.5 && confidence < 1)) throw new IllegalArgumentException("confidence: " + confidence);
    }

    /** The chance that any bound is wrong. */
    public double delta() {
        return 1 - confidence;
    }
}

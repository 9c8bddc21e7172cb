package remit.ladder;

import java.util.List;
import remit.assurance.Versions;

/** What somebody wants of a ladder. */
public sealed interface LadderCommand {
    /** Begins it, in shadow. */
    record Start(Terms terms, Versions versions) implements LadderCommand {}

    /**
     * A reviewed case whose label is mature. The case was drawn at random.
     *
     * @param error whether it was wrong
     * @param severe whether it was an error of the gravest kind
     */
    record Observe(boolean error, boolean severe) implements LadderCommand {
        public Observe {
            if (severe && !error) throw new IllegalArgumentException("severe: a case that was right");
        }
    }

    /** Takes autonomy back at once. @param reason why, in a person's words; empty only where the engine does it */
    record Trigger(Cause cause, String reason) implements LadderCommand {
        public Trigger {
            if (!cause.fromOutside()) throw new IllegalArgumentException("cause: " + cause.word() + " is not given");
        }

        /** By the engine, which has no words for it. */
        public Trigger(Cause cause) {
            this(cause, "");
        }
    }

    /** The review of the process was held, so that promotions may be proposed again. */
    record HoldReview() implements LadderCommand {}

    /**
     * Signs a promotion that was proposed.
     *
     * @param checkpoints exactly the one that goes
     * @param seen what {@link LadderState#proposalSeen} told whoever signs: a signature is for that evidence alone
     */
    record Sign(List<String> checkpoints, String seen) implements LadderCommand {
        public Sign {
            checkpoints = List.copyOf(checkpoints);
        }
    }

    /**
     * Refuses it; the evidence begins anew.
     *
     * @param reason why; it must not be blank
     * @param seen as with {@link Sign}
     */
    record Decline(String reason, String seen) implements LadderCommand {}

    /**
     * Signs beforehand every promotion to a stage no higher than this, if the evidence keeps the error share within a
     * limit. It covers evidence that begins after it.
     *
     * @param limit the largest upper bound of the error share, in (0, 1]
     */
    record Authorise(Stage upTo, double limit) implements LadderCommand {
        public Authorise {
            if (!(limit > 0 && limit <= 1)) throw new IllegalArgumentException("limit: not in (0, 1]: " + limit);
        }
    }

    /** Takes back what was signed beforehand. */
    record Revoke() implements LadderCommand {}

    /** Puts a certificate on record. @param certificate its id */
    record Certify(String certificate) implements LadderCommand {
        public Certify {
            if (certificate.isBlank()) throw new IllegalArgumentException("certificate: blank");
        }
    }

    /** Other versions are in force. */
    record Pin(Versions versions) implements LadderCommand {}

    /** Another contract sets other terms. The evidence begins anew under them, and what was signed beforehand ends. */
    record Govern(Terms terms) implements LadderCommand {}

    /** Looks at more of what clears, for instance because of drift. */
    record RaiseSampling() implements LadderCommand {}

    /** Back to the usual sampling. */
    record LowerSampling() implements LadderCommand {}

    /** Puts the kill switch back. Autonomy is earned anew. */
    record Lift() implements LadderCommand {}
}

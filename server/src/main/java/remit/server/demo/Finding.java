package remit.server.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/** What officers would find when they look: hidden from author and rules, who see only what a claim shows. */
enum Finding {
    PLAIN,
    EXCLUDED,
    DISPUTED;

    static final String APPROVE = "Approve in Full";
    static final String SETTLE = "Settle";
    static final String DENY = "Deny";

    /** The officers' decision. Disputed claims end either way, as no column tells. */
    String decide(RandomGenerator random, double labelNoise) {
        return switch (this) {
            case PLAIN -> random.nextDouble() >= labelNoise ? APPROVE : random.nextBoolean() ? SETTLE : DENY;
            case EXCLUDED -> random.nextDouble() >= labelNoise ? DENY : SETTLE;
            case DISPUTED -> {
                double draw = random.nextDouble();
                yield draw < 0.45 ? APPROVE : draw < 0.80 ? SETTLE : DENY;
            }
        };
    }

    /** Names of the evidence levels with their shares. */
    List<Level> evidence() {
        return switch (this) {
            case PLAIN -> List.of(new Level("complete", 1));
            case EXCLUDED -> List.of(new Level("complete", 0.7), new Level("partial", 0.3));
            case DISPUTED -> List.of(new Level("partial", 0.6), new Level("none", 0.4));
        };
    }

    record Level(String name, double share) {}
}

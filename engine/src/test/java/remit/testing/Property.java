package remit.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs a check on many random examples. Each example has a seed of its own; the failure names it, and
 * {@code -Dremit.seed=N} runs that example alone.
 */
public final class Property {
    private static final long FIRST_SEED = 20260131L;

    private Property() {}

    /** Calls {@code check} with {@code examples} independent sources of chance. */
    public static void forAll(int examples, Consumer<Chance> check) {
        String only = System.getProperty("remit.seed");
        if (only != null) {
            check.accept(new Chance(Long.parseLong(only)));
            return;
        }
        for (int i = 0; i < examples; i++) {
            long seed = FIRST_SEED + i;
            try {
                check.accept(new Chance(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "example " + (i + 1) + " of " + examples + " failed; repeat it with -Dremit.seed=" + seed + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }

    /** A source of chance that the same seed repeats. */
    public static final class Chance {
        private final SplittableRandom random;

        public Chance(long seed) {
            random = new SplittableRandom(seed);
        }

        /** 0 (included) to {@code below}. */
        public int below(int below) {
            return random.nextInt(below);
        }

        /** {@code from} to {@code to}, both included. */
        public int between(int from, int to) {
            return random.nextInt(from, to + 1);
        }

        public boolean flip() {
            return random.nextBoolean();
        }

        /** True once in {@code n} on average. */
        public boolean oneIn(int n) {
            return random.nextInt(n) == 0;
        }

        public double share() {
            return random.nextDouble();
        }

        public long bits() {
            return random.nextLong();
        }

        public <T> T pick(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }

        @SafeVarargs
        public final <T> T oneOf(T... from) {
            return from[random.nextInt(from.length)];
        }
    }
}

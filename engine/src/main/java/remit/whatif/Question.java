package remit.whatif;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What an owner asks of the past.
 *
 * @param current what is in force
 * @param threshold the confidence from which on its author counts as confident; empty where it has none
 * @param wish what they have in mind
 * @param terms what they ask of the answer
 */
public record Question(Rules current, Optional<BigDecimal> threshold, Wish wish, Terms terms) {
    /** What somebody has in mind. */
    public sealed interface Wish {
        /** These rules instead of those in force. */
        record Instead(Rules proposed) implements Wish {}

        /** So large a share that clears by itself, in (0, 1], by moving one number. @param lever which; empty for the first */
        record Share(double share, Optional<String> lever) implements Wish {
            public Share {
                if (!(share > 0 && share <= 1)) throw new IllegalArgumentException("share: " + share);
            }
        }

        /**
         * So large a share by a chain of tables: learned on the earlier half of the cases, proved on the later one.
         *
         * @param levers the facts whose numbers move together; the first number of the rules where none is named
         * @param by a fact each of whose values gets numbers of its own; empty for the same numbers everywhere
         */
        record Tables(double share, List<String> levers, Optional<String> by) implements Wish {
            public Tables {
                levers = List.copyOf(levers);
                if (!(share > 0 && share <= 1)) throw new IllegalArgumentException("share: " + share);
            }
        }

        /** The share that is wanted; empty where rules are given. */
        default OptionalDouble goal() {
            return switch (this) {
                case Instead _ -> OptionalDouble.empty();
                case Share(double share, Optional<String> _) -> OptionalDouble.of(share);
                case Tables(double share, List<String> _, Optional<String> _) -> OptionalDouble.of(share);
            };
        }
    }

    /**
     * What is asked of the answer.
     *
     * @param maxError the most of all cleared cases that may be wrong, in (0, 1)
     * @param maxMovedError the most of those that newly clear; empty where only all of them are asked about
     * @param confidence with which a bound holds, in (0.5, 1)
     */
    public record Terms(double maxError, Optional<Double> maxMovedError, double confidence) {
        public Terms {
            if (!(maxError > 0 && maxError < 1)) throw new IllegalArgumentException("maxError: " + maxError);
            if (!(confidence > 0.5 && confidence < 1)) throw new IllegalArgumentException("confidence: " + confidence);
        }

        /** The same under a limit of the contract for what newly clears: the stricter of both holds. */
        public Terms under(Optional<Double> cap) {
            Optional<Double> moved =
                    Stream.concat(cap.stream(), maxMovedError.stream()).min(Double::compare);
            return new Terms(maxError, moved, confidence);
        }

        /** The chance that a bound fails. */
        public double delta() {
            return 1 - confidence;
        }
    }
}

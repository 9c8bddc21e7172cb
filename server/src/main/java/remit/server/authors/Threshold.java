package remit.server.authors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The confidence from which a proposal is confident: the lowest whose held-out error stays within the limit. */
record Threshold(@Nullable Double at, TrainingReport.HeldOut heldOut, String explain) {
    record Scored(double confidence, boolean right) {}

    static Threshold choose(List<Scored> scored, double maxError) {
        var ordered = new ArrayList<>(scored);
        ordered.sort(Comparator.comparingDouble(s -> -s.confidence()));
        long right = scored.stream().filter(Scored::right).count();
        Double best = null;
        long cleared = 0;
        long wrong = 0;
        long wrongSoFar = 0;
        for (int i = 0; i < ordered.size(); i++) {
            if (!ordered.get(i).right()) wrongSoFar++;
            boolean last = i + 1 == ordered.size()
                    || ordered.get(i + 1).confidence() < ordered.get(i).confidence();
            if (last && wrongSoFar <= maxError * (i + 1)) {
                best = ordered.get(i).confidence();
                cleared = i + 1L;
                wrong = wrongSoFar;
            }
        }
        return new Threshold(best, new TrainingReport.HeldOut(scored.size(), right, cleared, wrong), "");
    }
}

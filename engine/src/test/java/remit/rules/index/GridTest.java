package remit.rules.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import remit.testing.Property;
import remit.testing.Property.Chance;

class GridTest {
    /** Even, crowded in one place, huge, tiny, infinite. */
    private static double number(Chance chance) {
        return switch (chance.below(8)) {
            case 0 -> chance.oneOf(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.MAX_VALUE, -0.0, 0.0);
            case 1 -> Double.longBitsToDouble(chance.bits());
            case 2 -> 1e18 + chance.between(0, 4_000);
            case 3 -> chance.share() * 1e-300;
            default -> chance.between(-50, 50) / 4.0;
        };
    }

    @Test
    void as_many_numbers_lie_below_a_value_as_a_count_says() {
        Property.forAll(20_000, chance -> {
            double[] points = new double[chance.between(0, 40)];
            for (int i = 0; i < points.length; i++) {
                do points[i] = number(chance);
                while (Double.isNaN(points[i]));
            }
            Arrays.sort(points);
            var grid = new Grid(points);
            for (int i = 0; i < 20; i++) {
                double value =
                        points.length > 0 && chance.flip() ? points[chance.below(points.length)] : number(chance);
                if (Double.isNaN(value)) continue;
                long below =
                        Arrays.stream(points).filter(point -> point < value).count();
                assertThat(grid.below(value))
                        .as("%s in %s", value, Arrays.toString(points))
                        .isEqualTo((int) below);
            }
        });
    }
}

package remit.bench.rules;

/** The rows of a table as somebody would write them in Java over primitives: the first that matches speaks. */
public interface ByHand {
    /** One case with its facts as primitives; texts are numbers. */
    record Primitives(double confidence, double amount, int risk, int tier, boolean known, int day) {
        static Primitives of(MadeCases cases, int number) {
            return new Primitives(
                    cases.confidence()[number] / 100.0,
                    cases.cents()[number] / 100.0,
                    cases.risk()[number],
                    cases.tier()[number],
                    cases.known()[number] == 1,
                    cases.day()[number]);
        }
    }

    /** Many cases, a column a fact. */
    record PrimitiveColumns(double[] confidence, double[] amount, int[] risk, int[] tier, boolean[] known, int[] day) {
        static PrimitiveColumns of(MadeCases cases) {
            int count = cases.count();
            var columns = new PrimitiveColumns(
                    new double[count], new double[count], cases.risk(), cases.tier(), new boolean[count], cases.day());
            for (int i = 0; i < count; i++) {
                columns.confidence[i] = cases.confidence()[i] / 100.0;
                columns.amount[i] = cases.cents()[i] / 100.0;
                columns.known[i] = cases.known()[i] == 1;
            }
            return columns;
        }
    }

    /** The 1-based number of the first row that matches, 0 when none does. */
    int first(Primitives one);

    /** The same for every case of {@code columns}. */
    void all(PrimitiveColumns columns, int[] into);
}

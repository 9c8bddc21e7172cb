package remit.server.authors;

/** Linear equations. */
final class Equations {
    private Equations() {}

    /** Solves a positive definite system given by its lower triangle (Cholesky); {@code lower} is overwritten. */
    static double[] solve(double[][] lower, double[] right) {
        int size = right.length;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = lower[i][j];
                for (int k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
                lower[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j][j];
            }
        }
        double[] x = right.clone();
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < i; k++) x[i] -= lower[i][k] * x[k];
            x[i] /= lower[i][i];
        }
        for (int i = size - 1; i >= 0; i--) {
            for (int k = i + 1; k < size; k++) x[i] -= lower[k][i] * x[k];
            x[i] /= lower[i][i];
        }
        return x;
    }
}

package remit.server.runs;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A seeded purchase ledger: suppliers who mostly buy for one account, some who are hard to tell, credit notes, an amount
 * now and then that is missing or absurd. The same seed gives the same lines.
 */
public final class TestingPurchases {
    private static final List<String> FIRST =
            List.of("Amber", "Birch", "Cedar", "Dune", "Elm", "Fern", "Grove", "Heath");
    private static final List<String> SECOND = List.of("Paper", "Cleaning", "Legal", "Telecom", "Tools", "Water");
    private static final List<String> DEPARTMENTS = List.of("Libraries", "Parks", "Roads", "Schools");
    private static final int SUPPLIERS = 24;
    private static final LocalDate FIRST_DAY = LocalDate.of(2024, 1, 2);

    private final SplittableRandom random;
    private final int perDay;

    private TestingPurchases(long seed, int perDay) {
        this.random = new SplittableRandom(seed);
        this.perDay = perDay;
    }

    /** One line of the ledger as its file writes it; {@code account} is the truth, empty where nobody knows it. */
    public record Line(
            String document,
            String day,
            String supplier,
            String name,
            String department,
            String amount,
            String remark,
            String account) {
        public Line withAmount(String other) {
            return new Line(document, day, supplier, name, department, other, remark, account);
        }

        public Line withAccount(String other) {
            return new Line(document, day, supplier, name, department, amount, remark, other);
        }

        Line withDay(String other) {
            return new Line(document, other, supplier, name, department, amount, remark, account);
        }

        Line withDocument(String other) {
            return new Line(other, day, supplier, name, department, amount, remark, account);
        }
    }

    /** {@code lines} lines, eight a day from 2024-01-02 on, in the order of their days. */
    public static List<Line> ledger(long seed, int lines) {
        var ledger = new TestingPurchases(seed, 8);
        var rows = new ArrayList<Line>();
        for (int i = 0; i < lines; i++) rows.add(ledger.line(i));
        return List.copyOf(rows);
    }

    private Line line(int number) {
        // The square makes few suppliers frequent and many rare.
        double draw = random.nextDouble();
        int supplier = (int) (SUPPLIERS * draw * draw);
        int department = random.nextInt(DEPARTMENTS.size());
        boolean isHard = supplier % 6 == 5;
        int usual = isHard ? random.nextInt(4) : (supplier * 7 + (supplier % 4 == 0 ? department : 0)) % 9;
        int account = random.nextInt(100) == 0 ? random.nextInt(9) : usual;
        return new Line(
                "D" + (100_000 + number),
                FIRST_DAY.plusDays(number / perDay).toString(),
                String.format(Locale.ROOT, "S%02d", supplier),
                FIRST.get(supplier % FIRST.size()) + " " + SECOND.get(supplier % SECOND.size()),
                DEPARTMENTS.get(department),
                amount(),
                random.nextInt(40) == 0 ? "Missing receipt" : "",
                random.nextInt(25) == 0 ? "" : "A" + (4000 + account));
    }

    private String amount() {
        int kind = random.nextInt(100);
        if (kind == 0) return "";
        if (kind == 1) return "3e12";
        if (kind == 2) return "3000000000000";
        BigDecimal amount = BigDecimal.valueOf((long) (Math.exp(3 + 4 * random.nextDouble()) * 100), 2);
        return kind < 6 ? "(" + amount + ")" : amount.toPlainString();
    }
}

package remit.bench.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import remit.kernel.Value;
import remit.rules.Columns;

/**
 * Cases for tables over {@link TableMaker#claims}, made from a seed, in the form that each engine takes. Some lie on the
 * bounds exactly, some texts are named by no cell. Texts are places among the literals of their column.
 */
record MadeCases(int[] confidence, int[] cents, int[] risk, int[] tier, byte[] known, int[] day) {
    /** A text that no cell names. */
    static final String OTHER = "unheard of";

    static MadeCases of(int count, long seed) {
        var random = new Random(seed);
        List<MadeColumn> columns = TableMaker.claims();
        int first = (int) LocalDate.of(2023, 12, 20).toEpochDay();
        var cases = new MadeCases(
                new int[count], new int[count], new int[count], new int[count], new byte[count], new int[count]);
        for (int i = 0; i < count; i++) {
            cases.confidence[i] = random.nextInt(101);
            boolean onBound = random.nextInt(4) == 0;
            cases.cents[i] = onBound ? 25_000 * random.nextInt(420) : random.nextInt(10_500_000);
            cases.risk[i] = random.nextInt(columns.get(2).literals().size());
            cases.tier[i] = random.nextInt(columns.get(3).values());
            cases.known[i] = (byte) random.nextInt(2);
            cases.day[i] = first + random.nextInt(730);
        }
        return cases;
    }

    int count() {
        return day.length;
    }

    private static final List<String> RISK_TIERS = words(2);
    private static final List<String> CUSTOMER_TIERS = words(3);

    String riskTier(int number) {
        return RISK_TIERS.get(risk[number]);
    }

    String customerTier(int number) {
        return CUSTOMER_TIERS.get(tier[number]);
    }

    /** The facts of every case, as a case has them when it is decided. */
    List<Map<String, Value>> facts() {
        return IntStream.range(0, count()).mapToObj(this::facts).toList();
    }

    Map<String, Value> facts(int number) {
        var facts = new HashMap<String, Value>();
        facts.put("confidence", Value.of(BigDecimal.valueOf(confidence[number], 2)));
        facts.put("amount", Value.of(BigDecimal.valueOf(cents[number], 2)));
        // Texts come out of files: each is an object of its own.
        facts.put("riskTier", Value.of(new String(riskTier(number).toCharArray())));
        facts.put("customerTier", Value.of(new String(customerTier(number).toCharArray())));
        facts.put("vendorKnown", Value.of(known[number] == 1));
        facts.put("invoiceDate", Value.of(LocalDate.ofEpochDay(day[number])));
        return facts;
    }

    Columns columns() {
        var columns = new LinkedHashMap<String, Columns.Column>();
        columns.put("confidence", Columns.Points.numbers(longs(confidence), 2));
        columns.put("amount", Columns.Points.numbers(longs(cents), 2));
        columns.put("riskTier", new Columns.Texts(words(2), risk));
        columns.put("customerTier", new Columns.Texts(words(3), tier));
        columns.put("vendorKnown", new Columns.Flags(known));
        columns.put("invoiceDate", Columns.Points.days(longs(day)));
        return new Columns(count(), columns);
    }

    private static long[] longs(int[] numbers) {
        long[] longs = new long[numbers.length];
        for (int i = 0; i < longs.length; i++) longs[i] = numbers[i];
        return longs;
    }

    /** The texts of a column by their number, the one that no cell names last. */
    static List<String> words(int column) {
        var words = new ArrayList<String>();
        for (String literal : TableMaker.claims().get(column).literals()) words.add(literal.replace("\"", ""));
        words.add(OTHER);
        return List.copyOf(words);
    }
}

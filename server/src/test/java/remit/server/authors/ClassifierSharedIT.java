package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.AuthorSpec;
import remit.process.Reporting;
import remit.scorecard.Baseline;
import remit.scorecard.Curve;
import remit.scorecard.Reliability;
import remit.server.authors.embedding.Embeddings;

/** What the classifier reaches on real files, with the threshold fixed before the live part. */
class ClassifierSharedIT {
    private static final String LEDGER = """
            {"text":["vendor"],"category":["vendor_id","directorate","service"],"number":["amount"],
             "cross":[["vendor_id","directorate"],["vendor_id","service"],["directorate","service"]]}""";
    private static final String CLAIMS = """
            {"text":["item"],"category":["airport","airline","type","site"],"number":["amount"],"cross":[["type","site"]]}""";

    /** What the live part came to. */
    private record Live(Share all, Share withoutLargest, Reliability reliability, Curve curve, int cases) {}

    /** Cleared share, and the error share of what cleared. */
    private record Share(double cleared, double wrong) {}

    private static Path shared(String file) {
        String set = System.getProperty("remit.shared");
        if (set != null) return Path.of(set, "data", file);
        Path inRoot = Path.of("../shared/data", file);
        return Files.exists(inRoot) ? inRoot : Path.of("../../shared/data", file);
    }

    static List<NamedCsvRecord> rows(String file) throws IOException {
        Path path = shared(file);
        try (InputStream raw = Files.newInputStream(path);
                InputStream in = file.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(in)) {
            return reader.stream().toList();
        }
    }

    private static Value text(NamedCsvRecord row, String column) {
        String value = row.getField(column).strip();
        return value.isEmpty() ? Value.ABSENT : Value.of(value);
    }

    private static Value amount(String raw) {
        String plain = raw.strip().replace(",", "");
        if (plain.isEmpty()) return Value.ABSENT;
        boolean negative = plain.startsWith("(");
        var number = new BigDecimal(negative ? plain.substring(1, plain.length() - 1) : plain);
        return Value.of(negative ? number.negate() : number);
    }

    private static Instant day(String raw) {
        return LocalDate.parse(raw.substring(0, 10))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    static List<Example> ledger() throws IOException {
        record Line(String document, Example example) {}
        var lines = new ArrayList<Line>();
        for (NamedCsvRecord row : rows("gla-spend/gla-spend.csv.gz")) {
            var inputs = new HashMap<String, Value>();
            inputs.put("vendor_id", text(row, "Vendor ID"));
            inputs.put("vendor", text(row, "Vendor Name"));
            inputs.put("directorate", text(row, "Directorate"));
            inputs.put("service", text(row, "Service Expenditure Analysis"));
            inputs.put("amount", amount(row.getField("Amount")));
            lines.add(new Line(
                    row.getField("Document No"),
                    new Example(inputs, row.getField("Cost Element"), day(row.getField("Clearing Date")))));
        }
        lines.sort(Comparator.comparing((Line line) -> line.example().at()).thenComparing(Line::document));
        return lines.stream().map(Line::example).toList();
    }

    private static AuthorSpec spec(String settings) {
        return new AuthorSpec("classifier", "truth", 0.03, null, List.of(), Json.parseObject(settings));
    }

    private static Live live(Classifier author, List<Example> later, String group, String largest) {
        var reliability = new Reliability();
        var points = new ArrayList<Curve.Point>();
        int cleared = 0;
        int wrong = 0;
        int rest = 0;
        int restCleared = 0;
        int restWrong = 0;
        for (Example line : later) {
            if (line.truth() == null) continue;
            Answer answer = author.propose(new Author.Question("p", "c", line.inputs()), Instant.MAX);
            Proposal proposal = ((Answer.Answered) answer).proposal();
            boolean right = proposal.decision().equals(line.truth());
            reliability.add(proposal.confidence(), right);
            points.add(new Curve.Point(proposal.confidence(), right));
            boolean small =
                    !line.inputs().getOrDefault(group, Value.ABSENT).show().equals(largest);
            if (small) rest++;
            if (!proposal.confident()) continue;
            cleared++;
            if (!right) wrong++;
            if (small) restCleared++;
            if (small && !right) restWrong++;
        }
        return new Live(
                new Share((double) cleared / points.size(), (double) wrong / Math.max(1, cleared)),
                new Share((double) restCleared / rest, (double) restWrong / Math.max(1, restCleared)),
                reliability,
                Curve.of(points),
                points.size());
    }

    private static String largest(List<Example> lines, String group) {
        Map<String, Integer> sizes = new HashMap<>();
        for (Example line : lines)
            sizes.merge(line.inputs().getOrDefault(group, Value.ABSENT).show(), 1, Integer::sum);
        return Collections.max(sizes.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    @ParameterizedTest
    @CsvSource({"0.4, 0.50", "0.5, 0.55", "0.6, 0.50"})
    void the_ledger_clears_within_its_limit(double history, double atLeast) throws IOException {
        List<Example> lines = ledger();
        int start = (int) (lines.size() * history);
        Classifier author = Authors.train(
                        lines.subList(0, start),
                        spec(LEDGER),
                        TestingLedger.reporting("vendor_id"),
                        Embeddings.miniLm())
                .orThrow();
        Live live = live(author, lines.subList(start, lines.size()), "vendor_id", largest(lines, "vendor_id"));
        assertThat(live.all().cleared()).isGreaterThanOrEqualTo(atLeast);
        assertThat(live.all().wrong()).isLessThanOrEqualTo(0.03);
        assertThat(live.withoutLargest().wrong()).isLessThanOrEqualTo(0.05);
        assertThat(live.reliability().accuracy().value()).isGreaterThan(0.79);
        assertThat(live.reliability().calibrationError()).isLessThan(0.06);
        assertThat(author.report().leaks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.4, 0.50", "0.5, 0.55", "0.6, 0.50"})
    void what_history_certifies_of_the_ledger_holds_over_the_whole_live_part(double history, double atLeast)
            throws IOException {
        List<Example> lines = ledger();
        int start = (int) (lines.size() * history);
        AuthorSpec usual = spec(LEDGER);
        var only = new AuthorSpec(
                usual.kind(),
                usual.target(),
                0.03,
                null,
                List.of(),
                usual.settings(),
                new AuthorSpec.Promise(true, 0.1));
        Classifier author = Authors.train(
                        lines.subList(0, start), only, TestingLedger.reporting("vendor_id"), Embeddings.miniLm())
                .orThrow();
        Live live = live(author, lines.subList(start, lines.size()), "vendor_id", largest(lines, "vendor_id"));
        assertThat(author.report().certified().proven()).isTrue();
        assertThat(live.all().wrong()).as(author.report().explain()).isLessThanOrEqualTo(0.03);
        assertThat(live.all().cleared()).isGreaterThanOrEqualTo(atLeast);
    }

    @Test
    void without_its_largest_vendor_the_ledger_still_clears() throws IOException {
        List<Example> lines = ledger();
        int start = lines.size() / 2;
        Classifier author = Authors.train(
                        lines.subList(0, start),
                        spec(LEDGER),
                        TestingLedger.reporting("vendor_id"),
                        Embeddings.miniLm())
                .orThrow();
        List<Example> later = lines.subList(start, lines.size());
        Live live = live(author, later, "vendor_id", largest(lines, "vendor_id"));
        assertThat(live.withoutLargest().cleared()).isGreaterThanOrEqualTo(0.40);
        assertThat(live.withoutLargest().wrong()).isLessThanOrEqualTo(0.05);

        var baseline = new Baseline(new Reporting.Baseline("vendor_id", 3, new BigDecimal("0.95")));
        for (Example line : lines.subList(0, start)) {
            baseline.learn(line.inputs().getOrDefault("vendor_id", Value.ABSENT).show(), String.valueOf(line.truth()));
        }
        int cleared = 0;
        int wrong = 0;
        for (Example line : later) {
            String label = baseline.clears(
                    line.inputs().getOrDefault("vendor_id", Value.ABSENT).show());
            if (label == null) continue;
            cleared++;
            if (!label.equals(line.truth())) wrong++;
        }
        double share = (double) cleared / later.size();
        Double author5 = live.curve().clearedAt((double) wrong / cleared).value();
        assertThat(author5).isGreaterThanOrEqualTo(share + 0.05);
    }

    @Test
    void a_ledger_that_loses_a_fifth_of_its_vendors_keeps_the_limit() throws IOException {
        for (long seed = 1; seed <= 2; seed++) {
            var chance = new Random(seed);
            Map<String, Boolean> kept = new HashMap<>();
            List<Example> lines = ledger().stream()
                    .filter(line -> kept.computeIfAbsent(
                            line.inputs()
                                    .getOrDefault("vendor_id", Value.ABSENT)
                                    .show(),
                            vendor -> chance.nextDouble() >= 0.2))
                    .toList();
            int start = lines.size() / 2;
            Classifier author = Authors.train(
                            lines.subList(0, start),
                            spec(LEDGER),
                            TestingLedger.reporting("vendor_id"),
                            Embeddings.miniLm())
                    .orThrow();
            Live live = live(author, lines.subList(start, lines.size()), "vendor_id", largest(lines, "vendor_id"));
            assertThat(live.all().wrong()).as("seed " + seed).isLessThanOrEqualTo(0.03);
        }
    }

    @Test
    void the_description_of_the_posted_account_is_a_suspected_leak() throws IOException {
        var lines = new ArrayList<Example>();
        for (NamedCsvRecord row : rows("gla-spend/gla-spend.csv.gz")) {
            var inputs = new HashMap<String, Value>();
            inputs.put("description", text(row, "Expenditure Account Code Description"));
            inputs.put("vendor_id", text(row, "Vendor ID"));
            lines.add(new Example(inputs, row.getField("Cost Element"), day(row.getField("Clearing Date"))));
        }
        lines.sort(Comparator.comparing(Example::at));
        assertThat(Leaks.find(lines))
                .extracting(TrainingReport.SuspectedLeak::input)
                .containsExactly("description");
    }

    @Test
    void claims_of_weak_signal_do_not_make_it_overconfident() throws IOException {
        var lines = new ArrayList<Example>();
        for (NamedCsvRecord row : rows("tsa-claims/tsa-claims.csv.gz")) {
            var inputs = new HashMap<String, Value>();
            inputs.put("airport", text(row, "Airport Code"));
            inputs.put("airline", text(row, "Airline Name"));
            inputs.put("type", text(row, "Claim Type"));
            inputs.put("site", text(row, "Claim Site"));
            inputs.put("item", text(row, "Item"));
            inputs.put("amount", amount(row.getField("Claim Amount")));
            String truth = row.getField("Disposition").strip();
            lines.add(new Example(inputs, truth.isEmpty() ? null : truth, day(row.getField("Date Received"))));
        }
        lines.sort(Comparator.comparing(Example::at));
        int start = lines.size() / 2;
        Classifier author = Authors.train(
                        lines.subList(0, start), spec(CLAIMS), TestingLedger.reporting("airline"), Embeddings.miniLm())
                .orThrow();
        Live live = live(author, lines.subList(start, lines.size()), "airline", "");
        assertThat(live.reliability().accuracy().value()).isGreaterThan(0.78);
        assertThat(live.reliability().calibrationError()).isLessThan(0.08);
        assertThat(live.all().cleared()).isLessThan(0.05);
    }

    @Test
    void messages_are_classified_by_their_words_alone() throws IOException {
        var lines = new ArrayList<Example>();
        for (NamedCsvRecord row : rows("banking77/train.csv")) {
            lines.add(new Example(Map.of("text", text(row, "text")), row.getField("category"), Instant.EPOCH));
        }
        Collections.shuffle(lines, new Random(42));
        int start = lines.size() * 3 / 4;
        Classifier author = Authors.train(
                        lines.subList(0, start),
                        spec("{\"text\":[\"text\"]}"),
                        TestingLedger.reporting(null),
                        Embeddings.miniLm())
                .orThrow();
        Live live = live(author, lines.subList(start, lines.size()), "none", "none");
        assertThat(live.reliability().accuracy().value()).isGreaterThan(0.87);
        assertThat(live.reliability().calibrationError()).isLessThan(0.03);
        assertThat(live.all().wrong()).isLessThanOrEqualTo(0.03);
    }
}

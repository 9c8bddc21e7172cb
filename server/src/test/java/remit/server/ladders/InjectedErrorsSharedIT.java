package remit.server.ladders;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.assurance.sampling.Draw;
import remit.evidence.Event;
import remit.ladder.Cause;
import remit.ladder.LadderEvent;
import remit.ladder.Stage;
import remit.ladder.Terms;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.runs.Climbing;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShared;
import remit.server.store.Streaming;

/**
 * The real ledger, in which from one month on the books say another account than before for three times as many lines as are
 * tolerated: the whole way, from the file through the run to the ladder. Every data directory draws under secrets of its own,
 * which follow from its number; {@code -Dremit.secrets=20} sets how many there are.
 */
final class InjectedErrorsSharedIT {
    private static final int SECRETS = Integer.getInteger("remit.secrets", 3);
    private static final Climbing SIGNED = new Climbing(Stage.SAMPLED, 1, List.of(), 0);
    private static final LocalDate FROM = LocalDate.parse("2021-12-01");
    private static final byte[] SEED = "lines that went wrong".getBytes(StandardCharsets.UTF_8);

    private static final BigDecimal GRAVE = new BigDecimal("250000");

    @TempDir
    Path folder;

    @Test
    void autonomy_is_taken_back_within_170_reviews_once_three_times_the_tolerated_error_comes_in() throws IOException {
        Path folderOfPack = withoutSegments();
        Pack pack = PackReader.read(folderOfPack).orThrow();
        Path file = injected(3 * Terms.of(pack.contract(), "").limits().tolerated());
        Instant known = FROM.atStartOfDay(pack.contract().zone())
                .toInstant()
                .plus(pack.intake().outcomeAfter());
        var delays = new ArrayList<Integer>();
        for (int secret = 0; secret < SECRETS; secret++) {
            try (TestingOffice office = TestingOffice.seeded(folder.resolve("office-" + secret), secret)) {
                office.climb(folderOfPack, file, "0.4", SIGNED);
                delays.add(delay(office, known));
            }
        }
        delays.sort(null);
        System.out.println("reviews until autonomy is taken back: " + delays);
        assertThat(delays.get(delays.size() / 2))
                .as("reviews until autonomy is taken back: %s", delays)
                .isLessThanOrEqualTo(170);
    }

    /** The process with one ladder for all its lines, so that two months hold reviews enough to tell the delay. */
    private Path withoutSegments() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("pack"));
        for (String name : List.of("process.yaml", "intake.yaml", "authority.dmn")) {
            String text = Files.readString(TestingShared.pack("invoices").resolve(name));
            Files.writeString(copy.resolve(name), text.replace("  segment: directorate\n", ""));
        }
        return copy;
    }

    /** How many reviews passed until autonomy was taken back. @param known when the first of the changed outcomes may be known */
    private static int delay(TestingOffice office, Instant known) {
        Move taken = office.installation().ladders().of("invoices").moves().stream()
                .filter(move -> move.event() instanceof LadderEvent.Demoted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("autonomy was never taken back"));
        var demoted = (LadderEvent.Demoted) taken.event();
        assertThat(taken.at()).as("demoted only by what was changed").isAfterOrEqualTo(known);
        assertThat(demoted.cause()).isEqualTo(Cause.ALARM);
        assertThat(demoted.restored()).isNotEmpty();
        int reviews = reviews(office, taken, known);
        assertThat(reviews).as("reviews before autonomy was taken back").isPositive();
        return reviews;
    }

    private static int reviews(TestingOffice office, Move taken, Instant known) {
        var seen = new ArrayList<Long>();
        Streaming.query(
                office.installation().source(),
                "select t.seq, e.leaf from event_thread t join event e on e.id = t.event_id"
                        + " where t.thread = ? and t.seq <= ? and e.type = 'ReviewCounted'",
                List.of(
                        LadderReader.thread("invoices", taken.segment().id()),
                        taken.before().seq()),
                row -> {
                    if (!Event.read(row.getString(2)).at().isBefore(known)) seen.add(row.getLong(1));
                });
        return seen.size();
    }

    /**
     * A copy of the ledger with another account in some of the later lines; the gravest, which alone would take autonomy back,
     * stay as they are.
     *
     * @param share of these lines
     */
    private Path injected(double share) throws IOException {
        Path copy = folder.resolve("injected.csv");
        Path ledger = TestingShared.data("gla-spend/gla-spend.csv.gz");
        try (var in = new InputStreamReader(new GZIPInputStream(Files.newInputStream(ledger)), StandardCharsets.UTF_8);
                CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(in);
                CsvWriter out = CsvWriter.builder().build(copy)) {
            String account = "";
            String other = "";
            for (NamedCsvRecord row : rows) {
                if (account.isEmpty()) out.writeRecord(row.getHeader());
                if (!row.getField("Cost Element").equals(account)) other = account;
                account = row.getField("Cost Element");
                var fields = new ArrayList<>(row.getFields());
                boolean changes = Draw.of(SEED, Long.toString(row.getStartingLineNumber()))
                        .below(share);
                if (changes && late(row) && !grave(row))
                    fields.set(row.getHeader().indexOf("Cost Element"), other);
                out.writeRecord(fields);
            }
        }
        return copy;
    }

    private static boolean late(NamedCsvRecord row) {
        return !LocalDate.parse(row.getField("Clearing Date")).isBefore(FROM);
    }

    private static boolean grave(NamedCsvRecord row) {
        String digits = row.getField("Amount").replaceAll("[^0-9.]", "");
        return new BigDecimal(digits).compareTo(GRAVE) >= 0;
    }
}

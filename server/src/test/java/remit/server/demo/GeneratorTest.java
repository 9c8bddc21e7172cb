package remit.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GeneratorTest {
    private static final Set<String> DISPOSITIONS = Set.of("Approve in Full", "Settle", "Deny");

    private static World seeded(long seed) {
        World world = World.standard();
        return new World(seed, world.calendar(), world.segments(), world.signal());
    }

    @Test
    void equal_worlds_give_equal_rows_and_other_seeds_others() {
        List<Map<String, String>> rows = rows(new Generator(World.sample()));
        assertThat(rows(new Generator(World.sample()))).isEqualTo(rows);
        World other = new World(
                7,
                World.sample().calendar(),
                World.sample().segments(),
                World.sample().signal());
        assertThat(rows(new Generator(other))).isNotEqualTo(rows).hasSameSizeAs(rows);
    }

    private static List<Map<String, String>> rows(Generator generator) {
        var rows = new ArrayList<Map<String, String>>();
        generator.forEach(rows::add);
        return rows;
    }

    @Test
    void rows_come_in_time_order_with_keys_of_their_own_and_are_labelled_synthetic() {
        var generator = new Generator(World.standard());
        var keys = new HashSet<String>();
        String last = "";
        for (Map<String, String> row : generator) {
            assertThat(row).containsOnlyKeys(Generator.HEADER);
            assertThat(row.get("Received")).isGreaterThanOrEqualTo(last);
            last = row.get("Received");
            assertThat(keys.add(row.get("Claim No"))).as(row.get("Claim No")).isTrue();
            assertThat(row.get("Claim No")).startsWith("SYN-");
            assertThat(row.get("Policyholder")).startsWith("SYN-");
            assertThat(DISPOSITIONS).contains(row.get("Disposition"));
            assertThat(LocalDate.parse(row.get("Closed"))).isAfter(LocalDate.parse(last));
        }
        assertThat(keys).hasSize((int) generator.rows()).hasSize(26 * 1_440);
        World.Calendar calendar = World.standard().calendar();
        assertThat(last)
                .isEqualTo(calendar.firstDay().plusWeeks(26).minusDays(1).toString());
        assertThat(calendar.firstLiveDay()).isEqualTo(calendar.firstDay().plusWeeks(12));
    }

    @Test
    void the_mix_hangs_on_the_parameters_and_hardly_on_the_seed() {
        long seed = new SplittableRandom().nextLong();
        long low = 0;
        long small = 0;
        long days = 0;
        long count = 0;
        for (Map<String, String> row : new Generator(seeded(seed))) {
            count++;
            days += ChronoUnit.DAYS.between(LocalDate.parse(row.get("Received")), LocalDate.parse(row.get("Closed")));
            if (!row.get("Risk Segment").equals("low")) continue;
            low++;
            if (!row.get("Amount").isEmpty() && Double.parseDouble(row.get("Amount")) <= 250) small++;
        }
        assertThat((double) low / count).as("low-risk, seed %d", seed).isCloseTo(0.80, within(0.001));
        double below = 0.99 / (1 + Math.pow(184.0 / 250, 2));
        assertThat((double) small / low).as("up to 250, seed %d", seed).isCloseTo(below, within(0.002));
        assertThat((double) days / count).as("officers' days, seed %d", seed).isCloseTo(9.0, within(0.05));
    }

    @Test
    void larger_claims_and_slower_officers_show_in_the_rows() {
        World.Segment low = World.standard().segments().getFirst();
        var larger = new World.Segment("low", 1, low.mix(), new World.Amounts(2 * 184, 2, 0.01), low.officerDays() + 3);
        var before = new World.Segment("low", 1, low.mix(), low.amounts(), low.officerDays());
        assertThat(small(larger)).isLessThan(small(before) - 300);
        assertThat(days(larger)).isCloseTo(days(before) + 3, within(0.1));
    }

    private static Generator only(World.Segment segment) {
        var calendar = new World.Calendar(LocalDate.of(2026, 1, 5), 1, 1, 1_000);
        return new Generator(new World(11, calendar, List.of(segment), new World.Signal(0.01, 0.9)));
    }

    private static long small(World.Segment segment) {
        return rows(only(segment)).stream()
                .filter(row -> !row.get("Amount").isEmpty() && Double.parseDouble(row.get("Amount")) <= 250)
                .count();
    }

    private static double days(World.Segment segment) {
        return rows(only(segment)).stream()
                .mapToLong(row -> ChronoUnit.DAYS.between(
                        LocalDate.parse(row.get("Received")), LocalDate.parse(row.get("Closed"))))
                .average()
                .orElseThrow();
    }

    @Test
    void the_file_holds_the_rows(@TempDir Path folder) throws IOException {
        var generator = new Generator(World.sample());
        Path file = folder.resolve("claims.csv");
        generator.writeCsv(file);
        var read = new ArrayList<Map<String, String>>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            reader.forEach(row -> read.add(row.getFieldsAsMap()));
        }
        assertThat(read).isEqualTo(rows(generator));
    }

    @Test
    void the_sample_of_the_pack_is_what_the_generator_writes(@TempDir Path folder) throws IOException {
        Path written = folder.resolve("sample.csv");
        new Generator(World.sample()).writeCsv(written);
        Path pack = Files.isDirectory(Path.of("packs")) ? Path.of("packs") : Path.of("..", "packs");
        assertThat(written).hasSameTextualContentAs(pack.resolve("demo-claims").resolve("sample.csv"));
    }

    @Test
    void a_pass_ends_and_says_so() {
        var rows = new Generator(World.sample()).iterator();
        while (rows.hasNext()) rows.next();
        assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void impossible_parameters_are_refused_by_name() {
        World world = World.standard();
        assertThatThrownBy(() -> new World(1, world.calendar(), world.segments().subList(0, 2), world.signal()))
                .hasMessageContaining("segments");
        assertThatThrownBy(() -> new World.Mix(0.5, 0.5, 0.5)).hasMessageContaining("mix");
        assertThatThrownBy(() -> new World.Signal(1.5, 0.5)).hasMessageContaining("labelNoise");
        assertThatThrownBy(() -> new World.Amounts(100, 1, 0)).hasMessageContaining("shape");
        assertThatThrownBy(() -> new World.Calendar(LocalDate.EPOCH, 0, 1, 1)).hasMessageContaining("historyWeeks");
    }
}

package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Checked;

final class ShippedPacksTest {
    static Path folder(String pack) {
        Path fromModule = Path.of("..", "packs", pack);
        return Files.isDirectory(fromModule) ? fromModule : Path.of("packs", pack);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoices", "claims", "travel"})
    void a_shipped_pack_has_no_problem_and_enough_scenarios(String name) {
        Checked<Pack> read = PackReader.read(folder(name));

        assertThat(read.problems()).isEmpty();
        Pack pack = read.orThrow();
        assertThat(pack.contract().id()).isEqualTo(name);
        assertThat(pack.scenarios()).hasSizeGreaterThanOrEqualTo(8);
        assertThat(pack.versions().pack()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoices", "claims"})
    void every_row_of_a_sample_becomes_a_case_of_its_own(String name) {
        Pack pack = PackReader.read(folder(name)).orThrow();
        var reader = new RowReader(pack.intake(), pack.contract().zone());

        DataFile file = reader.open(folder(name).resolve("sample.csv"), RowReader.Outcomes.EXPECTED)
                .orThrow();
        var rows = new ArrayList<Row>();
        file.rows(rows::add);

        assertThat(rows).hasSize(400).allMatch(row -> row instanceof Row.SourceRow);
        var keys = new HashSet<String>();
        for (Row row : rows) keys.add(((Row.SourceRow) row).keyText());
        assertThat(keys).hasSize(400);
        assertThat(file.facts().rows()).isEqualTo(400);
    }

    @Test
    void the_version_is_what_sha256sum_of_the_tree_gives() {
        Pack pack = PackReader.read(folder("invoices")).orThrow();

        assertThat(pack.files()).extracting(PackFile::path).isSorted();
        assertThat(PackReader.read("invoices", pack.files()).orThrow().versions())
                .isEqualTo(pack.versions());
    }
}

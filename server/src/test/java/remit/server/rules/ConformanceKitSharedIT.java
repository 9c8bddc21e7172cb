package remit.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import remit.dmn.ConformanceFile.Standing;

/** The kit's own files: every decision table of compliance level 2. */
final class ConformanceKitSharedIT {
    @Test
    void every_table_of_compliance_level_2_gives_what_the_kit_expects() {
        Path shared = Path.of(System.getProperty("remit.shared", "../shared"));
        Path folder = Files.isDirectory(shared) ? shared : Path.of("..").resolve(shared);
        ConformanceKit.Report report =
                ConformanceKit.run(folder.resolve("data").resolve("dmn-tck")).orThrow();
        assertThat(report.notPassed()).isEmpty();
        assertThat(report.count(Standing.PASSED)).isGreaterThanOrEqualTo(51);
    }
}

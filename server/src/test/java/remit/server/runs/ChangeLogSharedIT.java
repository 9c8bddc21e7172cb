package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The published schema of the change log takes the sample that others work from. */
final class ChangeLogSharedIT {
    @Test
    void the_sample_validates() throws IOException {
        String sample = Files.readString(TestingShared.data("change-log-sample.json"));
        assertThat(TestingSchema.changeLog().errors(sample)).isEmpty();
    }
}

package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvidenceCommandTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void what_is_no_pack_is_a_finding() throws IOException {
        Path pack = Files.writeString(folder.resolve("pack.zip"), "no archive at all, not even nearly");
        TestingLine.Ended ended = TestingLine.here(List.of("evidence", "verify", pack.toString()));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).startsWith("FINDING: 1 thing is wrong with this pack.");
        TestingLine.Ended json = TestingLine.here(List.of("evidence", "verify", pack.toString(), "--json"));
        assertThat(json.out()).contains("\"outcome\": \"finding\"");
    }

    @Test
    void what_is_no_proof_is_a_finding_of_a_proof() throws IOException {
        Path proof = Files.writeString(folder.resolve("proof.json"), "{\"format\":\"remit-inclusion-proof/9\"}");
        TestingLine.Ended ended = TestingLine.here(List.of("evidence", "verify", proof.toString()));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out())
                .startsWith("FINDING: 1 thing is wrong with this proof.")
                .contains("proof.json: is of the format");
        TestingLine.Ended json = TestingLine.here(List.of("evidence", "verify", proof.toString(), "--json"));
        assertThat(json.out()).contains("\"outcome\": \"finding\"");
    }

    @Test
    void what_is_not_there_is_said_with_place_and_fix() {
        String missing = folder.resolve("missing.zip").toString();
        TestingLine.Ended ended = TestingLine.here(List.of("evidence", "verify", missing, "--key", "x"));
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors())
                .isEqualTo("RMT-280 " + missing
                        + ": there is no such file; name the file that remit evidence export wrote, or what remit evidence"
                        + " prove printed\n");
        assertThat(folder).isEmptyDirectory();
    }
}

package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Json;

/** The published schema of the change log takes a line with the nine keys and refuses everything else. */
final class ChangeLogSchemaTest {
    private static final Json.Obj LINE = Json.object(
            "process_id", "refunds",
            "timestamp", "2026-04-26T10:42:12Z",
            "model", "vendor:model",
            "inputs", Json.object("ticket", "123"),
            "tools_invoked", Json.strings(java.util.List.of("crm.update")),
            "policy_checks", Json.strings(java.util.List.of("limit")),
            "decision", "approved",
            "human_escalation", false,
            "owner", "owner@example.org");

    private static boolean takes(Json.Obj line) throws IOException {
        Path fromModule = Path.of("..", "docs", "schemas", "v1", "change-log.json");
        Path file = Files.exists(fromModule) ? fromModule : Path.of("docs", "schemas", "v1", "change-log.json");
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Files.readString(file));
        return schema.validate(line.compact(), InputFormat.JSON).isEmpty();
    }

    @Test
    void a_line_with_the_nine_keys_is_taken_and_more_stands_under_ext() throws IOException {
        assertThat(takes(LINE)).isTrue();
        assertThat(takes(LINE.with("ext", Json.object("case", "case_1")))).isTrue();
        assertThat(takes(LINE.with("case", Json.of("case_1")))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "process_id",
                "timestamp",
                "model",
                "inputs",
                "tools_invoked",
                "policy_checks",
                "decision",
                "human_escalation",
                "owner"
            })
    void each_of_the_nine_keys_is_needed_in_its_type(String key) throws IOException {
        var without = new java.util.LinkedHashMap<>(LINE.fields());
        without.remove(key);

        assertThat(takes(new Json.Obj(without))).isFalse();
        assertThat(takes(LINE.with(key, Json.of(7)))).isFalse();
    }
}

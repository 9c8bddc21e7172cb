package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;

/** The change log: one line a decision, nine keys and ext, as its published schema says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChangeLogIT {
    private final TestingSchema schema = TestingSchema.changeLog();
    private Json.Obj summary;
    private List<Json.Obj> entries;

    @BeforeAll
    void run(@TempDir Path folder) {
        TestingShop shop = TestingShop.of("logged");
        try (TestingOffice office = TestingOffice.open(folder)) {
            summary =
                    office.run(shop.pack(folder), shop.file(folder, "l.csv", TestingPurchases.ledger(51, 800)), "0.5");
            office.run(
                    TestingShop.of("beside").pack(folder),
                    shop.file(folder, "b.csv", TestingPurchases.ledger(42, 60)),
                    null);
            entries = office.changeLog("logged");
        }
    }

    @Test
    void every_field_of_the_schema_is_described() {
        assertThat(TestingSchema.undescribed(schema.document(), "")).isEmpty();
    }

    @Test
    void every_decision_of_the_process_is_one_line_that_the_schema_accepts() {
        assertThat(entries).hasSize((int) summary.number("cases", -1));
        for (Json.Obj entry : entries) {
            assertThat(schema.errors(entry.compact())).as(entry.compact()).isEmpty();
            assertThat(entry.fields().keySet())
                    .containsExactly(
                            "process_id",
                            "timestamp",
                            "model",
                            "inputs",
                            "tools_invoked",
                            "policy_checks",
                            "decision",
                            "human_escalation",
                            "owner",
                            "ext");
            assertThat(entry.text("process_id")).isEqualTo("logged");
            assertThat(entry.text("owner")).isEqualTo("Olga Test <olga@shop.example>");
            assertThat(entry.object("inputs").fields())
                    .containsKeys("supplier", "amount")
                    .doesNotContainKey("account");
            assertThat(entry.array("policy_checks")).isNotEmpty();
        }
        // As moments, not as text: "…040Z" is before "…040101Z".
        assertThat(entries)
                .extracting(entry -> Instant.parse(entry.text("timestamp")))
                .isSorted();
    }

    @Test
    void only_what_cleared_names_a_tool_and_no_person() {
        List<Json.Obj> cleared = entries.stream()
                .filter(entry -> entry.text("decision", "").startsWith("auto_clear:A"))
                .toList();
        assertThat(cleared).hasSize((int) summary.number("auto_cleared", -1)).isNotEmpty();
        for (Json.Obj entry : entries) {
            boolean clear = cleared.contains(entry);
            assertThat(entry.flag("human_escalation")).isEqualTo(!clear);
            assertThat(entry.get("tools_invoked")).isEqualTo(Json.strings(clear ? List.of("post_line") : List.of()));
        }
        assertThat(entries.stream().filter(e -> "returned".equals(e.text("decision"))))
                .hasSize((int) summary.number("returned", -1));
    }

    @Test
    void the_schema_refuses_a_line_with_another_key_or_type() {
        Json.Obj entry = entries.getFirst();
        assertThat(schema.errors(entry.with("more", Json.of("x")).compact())).isNotEmpty();
        assertThat(schema.errors(entry.with("human_escalation", Json.of("no")).compact()))
                .isNotEmpty();
        assertThat(schema.errors(entry.with("timestamp", Json.of("yesterday")).compact()))
                .isNotEmpty();
        assertThat(schema.errors(entry.with("owner", Json.NULL).compact())).isNotEmpty();
    }
}

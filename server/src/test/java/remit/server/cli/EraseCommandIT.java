package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingPurchases.Line;
import remit.server.runs.TestingShop;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.Streaming;

/** A person's way out of the database, by commands alone: nothing of them stands in any table afterwards. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class EraseCommandIT {
    /** What the file says of the person and of nobody else. */
    private static final List<String> THEIRS =
            List.of("Zelda Quixote", "S98", "D999001", "D999002", "98765.43", "87654.32");

    /** Models are the one table that an erasure cannot reach: what history taught them is in no row of their own. */
    private static final String TABLES = "select relname from pg_class where relkind = 'r'"
            + " and relnamespace = 'public'::regnamespace and relname <> 'author_version' order by 1";

    @TempDir
    static Path folder;

    private static Path pack;

    @BeforeAll
    static void run() throws IOException {
        TestingShop shop = TestingShop.of("leaving");
        pack = shop.pack(folder);
        Path intake = pack.resolve("intake.yaml");
        String text = Files.readString(intake);
        String marked = text.replace("{name: document, role: key}", "{name: document, role: key, class: personal}")
                .replace("{name: supplier, role: input,", "{name: supplier, role: input, subject: true,")
                .replace("{name: supplier_name, role: input,", "{name: supplier_name, role: input, subject: true,");
        Files.writeString(intake, marked);
        var lines = new ArrayList<>(TestingPurchases.ledger(11, 900));
        Line last = lines.getLast();
        lines.add(new Line("D999001", last.day(), "S98", "Zelda Quixote", "Parks", "98765.43", "", "A4001"));
        lines.add(new Line("D999002", last.day(), "S98", "Zelda Quixote", "Parks", "87654.32", "", "A4001"));
        Path file = shop.file(folder, "ledger.csv", lines);
        line(0, "run", pack.toString(), "--data", file.toString(), "--history", "0.5");
    }

    private static TestingLine.Ended line(int status, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        TestingLine.Ended ended = TestingLine.here(all);
        assertThat(ended.status())
                .as(String.join(" ", all) + "\n" + ended.out() + ended.errors())
                .isEqualTo(status);
        return ended;
    }

    private static TestingLine.Ended erase(int status, String... more) {
        var words = new ArrayList<>(List.of(
                "erase",
                "--subject",
                "supplier=S98",
                "--subject",
                "supplier_name=Zelda Quixote",
                "--reason",
                "request 5"));
        words.addAll(List.of(more));
        return line(status, words.toArray(String[]::new));
    }

    /** Every table as text, what the planner keeps of values with it. */
    private static List<String> dump() {
        try (Database database = Database.open(
                        DataDirectory.prepare(folder.resolve("data")).orThrow(), DatabaseOptions.embedded())
                .orThrow()) {
            var tables = new ArrayList<String>();
            Streaming.query(database.source(), TABLES, List.of(), row -> tables.add(row.getString(1)));
            assertThat(tables).contains("event", "payload", "case_view", "past_case", "run", "pack_version");
            tables.add("pg_stats");
            var found = new ArrayList<String>();
            for (String table : tables) {
                Streaming.query(
                        database.source(),
                        "select t::text from " + table + " t",
                        List.of(),
                        row -> found.add(table + ": " + row.getString(1)));
            }
            return found;
        }
    }

    private static List<String> naming(String value) {
        return dump().stream().filter(row -> row.contains(value)).toList();
    }

    @Test
    @Order(1)
    void nothing_goes_that_nobody_confirmed_or_may_not_go() {
        assertThat(erase(2, "--including-open").errors())
                .contains("RMT-067 remit erase: ", " payloads of 2 cases (leaving) would go for good; 2 of them wait")
                .contains("add --yes");
        assertThat(erase(1, "--yes").errors()).contains("RMT-065", "2 of these cases wait for a person");
        assertThat(line(1, "erase", "--subject", "supplier=S98", "--reason", "r", "--yes")
                        .errors())
                .contains("RMT-063", "leaving by supplier and supplier_name");
        assertThat(line(2, "erase", "--reason", "r", "--yes").errors()).contains("RMT-081 --subject");
        assertThat(line(1, "erase", "--case", "leaving/D999001", "--reason", "d999001 was wrong", "--yes")
                        .errors())
                .contains("RMT-066");
        for (String value : THEIRS) assertThat(naming(value)).as(value).isNotEmpty();
    }

    @Test
    @Order(2)
    void what_is_known_of_a_person_stands_nowhere_after_an_erasure() {
        Json.Obj erased =
                Json.parseObject(erase(0, "--yes", "--including-open", "--json").out());
        assertThat(erased.number("cases", 0)).isEqualTo(2);
        assertThat(erased.number("closed", 0)).isEqualTo(2);
        assertThat(erased.object("processes").number("leaving", 0)).isEqualTo(2);
        assertThat(erased.flag("swept")).isTrue();

        List<String> rows = dump();
        assertThat(rows).hasSizeGreaterThan(2_000);
        for (String value : THEIRS)
            assertThat(rows.stream().filter(row -> row.contains(value)))
                    .as(value)
                    .isEmpty();
    }

    @Test
    @Order(3)
    void the_log_still_verifies_and_a_rebuild_finds_no_difference() {
        assertThat(line(0, "rebuild").out()).contains("0 differed");
        Json.Obj story =
                Json.parseObject(line(0, "why", "leaving/D999001", "--json").out());
        assertThat(story.text("phase")).isEqualTo("rejected");
        assertThat(story.array("timeline"))
                .hasSizeGreaterThan(3)
                .allSatisfy(
                        event -> assertThat(((Json.Obj) event).flag("intact")).isTrue());
        assertThat(story.get("inputs")).isEqualTo(Json.NULL);
        line(0, "changelog");
        assertThat(line(1, "erase", "--case", "leaving/D999001", "--reason", "again", "--yes")
                        .errors())
                .contains("RMT-064");
    }

    @Test
    @Order(4)
    void what_other_rules_would_have_made_of_it_says_how_many_were_erased() {
        Json.Obj asked = Json.parseObject(TestingLine.here(List.of(
                        "whatif",
                        "leaving",
                        "--threshold",
                        "0.6",
                        "--max-error",
                        "50%",
                        "--explore",
                        "--json",
                        "--data-dir",
                        folder.resolve("data").toString()))
                .out());
        assertThat(asked.pretty()).containsPattern("\"why\": \"their details were erased\",\\s*\"count\": 2\\b");
    }
}

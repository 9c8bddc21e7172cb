package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** A sample from its plan to what it proves, by commands alone; and what is said where nobody has judged anything. */
final class AuditCommandsIT {
    @TempDir
    static Path folder;

    @BeforeAll
    static void run() {
        TestingShop shop = TestingShop.of("sampled");
        Path file = shop.file(folder, "ledger.csv", TestingPurchases.ledger(7, 1_200));
        line(0, "run", shop.pack(folder).toString(), "--data", file.toString(), "--history", "0.5");
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

    @Test
    void a_plan_says_how_many_and_what_to_do_at_each_look() {
        assertThat(line(0, "sample", "plan", "sampled", "--tolerable", "5%", "--expected", "1%")
                        .out())
                .contains("look at 93 cases, once, all of them; up to 1 may be wrong", "with 0 wrong: proven from");
        assertThat(line(2, "sample", "plan", "sampled", "--tolerable", "2%", "--expected", "2%")
                        .errors())
                .contains("RMT-165");
        assertThat(line(2, "sample", "plan", "sampled", "--tolerable", "2%", "--confidence", "50%")
                        .errors())
                .contains("RMT-165 --confidence: is not above 50%");
        assertThat(line(2, "sample", "plan", "sampled", "--tolerable", "2%", "--segment", "Parcs")
                        .errors())
                .contains("RMT-193 --segment", "Libraries, Parks");
        assertThat(line(0, "sample", "plan", "sampled", "--tolerable", "0.004%", "--confidence", "99.9%")
                        .out())
                .contains("less than 0.004% of purchases are wrong, at 99.9% confidence, where 0.00% are expected")
                .contains("there are no more than that");
        assertThat(line(0, "sample", "plan", "sampled", "--tolerable", "0.5%").out())
                .contains("(more than there are cases)");
        assertThat(line(2, "sample", "plan", "sampled", "--tolerable", "two").errors())
                .contains("RMT-165 --tolerable");
    }

    @Test
    void what_is_drawn_is_filled_in_recorded_and_shown() throws IOException {
        Path file = folder.resolve("looks.csv");
        Json.Obj sample = Json.parseObject(
                line(0, "sample", "draw", "sampled", "--tolerable", "10%", "--write", file.toString(), "--json")
                        .out());
        List<String> rows = Files.readAllLines(file);
        assertThat(rows)
                .hasSize(1 + sample.array("waiting").size())
                .first()
                .asString()
                .startsWith("case,decision,key,")
                .contains("amount", "supplier")
                .doesNotContain("account", "remark");
        var filled = new ArrayList<String>();
        filled.add(rows.getFirst());
        for (String row : rows.subList(1, rows.size())) {
            String id = row.substring(0, row.indexOf(','));
            Json.Obj story = Json.parseObject(line(0, "why", id, "--json").out());
            String decision = story.array("timeline").stream()
                    .map(each -> (Json.Obj) each)
                    .filter(each -> each.text("type", "").equals("Proposed"))
                    .map(each -> each.object("body").text("decision", ""))
                    .findFirst()
                    .orElseThrow();
            filled.add(row.replaceFirst(",", "," + decision));
        }
        Files.write(file, filled);
        String id = sample.text("sample", "");
        assertThat(line(0, "sample", "record", id, file.toString()).out()).contains("proven: 0 of");
        assertThat(line(0, "sample", "show", id).out()).contains("proven");
        assertThat(line(1, "sample", "show", "smp_0000000000").errors()).contains("RMT-166");
    }

    @Test
    void a_trained_author_tells_what_its_training_found() {
        String told = line(0, "authors", "show", "sampled").out();
        assertThat(told)
                .contains(
                        "The classifier author of sampled learned from 600 cases",
                        "with a known outcome",
                        "(certificate crt_");
        Json.Obj json =
                Json.parseObject(line(0, "authors", "show", "sampled", "--json").out());
        assertThat(told).contains(json.object("trained").text("explain", "?"));
    }

    @Test
    void where_nobody_judged_anything_that_is_said() {
        assertThat(line(0, "agreement", "sampled").out()).contains("No case of sampled was judged by two people");
        assertThat(line(0, "overrides", "sampled").out()).contains("0 of 0 cases", "too few");
        assertThat(line(1, "overrides", "nothing").errors()).contains("RMT-088");
    }
}

package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** Ladders by commands alone: what is shown is what is signed, and a stop says why. */
final class LadderCommandIT {
    private static final String TERMS = """
            rollout:
              target: 20%
              tolerated: 30%
              least_reviews: 10
              least_time: P1D
            """;

    @TempDir
    static Path folder;

    private static TestingLine.Ended ran;

    @BeforeAll
    static void run() {
        TestingShop shop = TestingShop.of("climbing");
        Path pack = TestingShop.with(shop.pack(folder), TERMS);
        Path file = shop.file(folder, "ledger.csv", TestingPurchases.ledger(11, 900));
        ran = line(
                0,
                "run",
                pack.toString(),
                "--data",
                file.toString(),
                "--history",
                "0.3",
                "--ladder",
                "--authorise",
                "sampled",
                "--authorise-segment",
                "Librarys");
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

    private static Json.Obj segment(String name) {
        return Json.parseObject(line(0, "ladder", "show", "climbing", "--json").out()).array("segments").stream()
                .map(each -> (Json.Obj) each)
                .filter(each -> each.text("segment", "").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_segment_that_no_case_is_of_is_told_at_the_end_of_the_run_and_when_it_is_named_again() {
        assertThat(ran.out()).contains("signed beforehand for \"Librarys\", and no case is of that segment");
        TestingLine.Ended again =
                line(0, "ladder", "start", "climbing", "--authorise", "sampled", "--segment", "Parcs");
        assertThat(again.errors()).contains("no case so far is of the segment \"Parcs\"", "Libraries, Parks");
        assertThat(line(2, "ladder", "start", "climbing", "--limit", "3%").errors())
                .contains("--limit", "add --authorise")
                .doesNotContain("--authorise-limit");
        assertThat(line(1, "ladder", "authorise", "climbing", "--up-to", "sampled", "--limit", "3x")
                        .errors())
                .contains("--limit")
                .doesNotContain("--authorise-limit");
    }

    @Test
    void the_same_signature_beforehand_is_shown_once_and_without_a_limit_none_is_told() {
        String[] sign = {"ladder", "authorise", "climbing", "--up-to", "checkpointed", "--segment", "Libraries"};
        line(0, sign);
        line(0, sign);
        assertThat(segment("Libraries").array("authorised")).hasSize(1);
        assertThat(line(0, "ladder", "show", "climbing").out())
                .contains("up to checkpointed, on reviews from then on")
                .doesNotContain("100.00% is wrong", "by person:");
    }

    @Test
    void what_is_signed_is_the_evidence_that_was_shown_and_no_other() {
        String shown = line(0, "ladder", "show", "climbing").out();
        String seen = segment("Parks").text("seen", "");
        assertThat(seen).hasSize(12);
        assertThat(shown)
                .contains("sign it: remit ladder sign climbing --segment Parks --remove shadow --seen " + seen);
        String[] sign = {"ladder", "sign", "climbing", "--segment", "Parks", "--remove", "shadow"};
        line(2, sign);
        assertThat(line(1, and(sign, "--seen", "0123456789ab")).errors()).contains("RMT-195");
        assertThat(segment("Parks").text("stage")).isEqualTo("shadow");
        line(0, and(sign, "--seen", seen));
        assertThat(segment("Parks").text("stage")).isEqualTo("checkpointed");
        assertThat(line(1, and(sign, "--seen", seen)).errors()).contains("RMT-174");
    }

    private static String[] and(String[] words, String... more) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void a_stop_says_why_and_what_is_refused_names_its_segment() {
        line(2, "ladder", "stop", "climbing", "--segment", "Roads");
        line(1, "ladder", "stop", "climbing", "--segment", "Roads", "--reason", " ");
        line(0, "ladder", "stop", "climbing", "--segment", "Roads", "--reason", "letters to the wrong depot");
        assertThat(line(0, "ladder", "show", "climbing").out()).contains("(kill switch): letters to the wrong depot");
        TestingLine.Ended lifted = line(0, "ladder", "lift", "climbing");
        assertThat(lifted.out()).startsWith("the kill switch is back");
        assertThat(lifted.errors())
                .contains("RMT-179 Libraries", "RMT-179 Schools")
                .doesNotContain("RMT-179 Roads");
    }

    @Test
    void an_overdue_review_is_shown_and_held_by_a_command() {
        line(
                0,
                "ladder",
                "stop",
                "climbing",
                "--segment",
                "Schools",
                "--cause",
                "review-overdue",
                "--reason",
                "none since spring");
        assertThat(line(0, "ladder", "show", "climbing").out()).contains("the review of the process is overdue");
        assertThat(line(0, "ladder", "review", "climbing", "--note", "with the auditor")
                        .out())
                .startsWith("it is on record that the process was reviewed");
        assertThat(segment("Schools").flag("review_overdue")).isFalse();
    }
}

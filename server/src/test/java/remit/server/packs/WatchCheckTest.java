package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.kernel.Checked;
import remit.process.Paging;
import remit.process.ProcessContract;
import remit.process.Term;
import remit.process.Watch;

/** Hours, ladder, expectations and timeouts of a contract mean something, or are refused with place and fix. */
final class WatchCheckTest {
    private static final String TIMEOUT = "  on_timeout: {then: hold, after: 80h within hours}\n";
    private static final String HOURS = "    hours: Mon-Fri 08:00-18:00\n";

    /** The claims pack, which would expect nothing of the flow, with another contract. */
    private static Checked<Pack> with(UnaryOperator<String> contract) {
        List<PackFile> files =
                PackReader.read(ShippedPacksTest.folder("claims")).orThrow().files();
        return PackReader.read(
                "claims",
                files.stream()
                        .map(file -> {
                            if (!file.path().equals("process.yaml")) return file;
                            String text = file.text().replaceFirst("(?m)^  expected:\\n(?:    .*\\n)+", "");
                            return new PackFile(
                                    file.path(), contract.apply(text).getBytes(StandardCharsets.UTF_8));
                        })
                        .toList());
    }

    private static Checked<Pack> with(String old, String replacement) {
        return with(text -> {
            assertThat(text).contains(old);
            return text.replace(old, replacement);
        });
    }

    private static ProcessContract contract(String old, String replacement) {
        return with(old, replacement).orThrow().contract();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hours: weekdays nine to five|RMT-530|24x7",
                "`hours: 24x7\n    holidays: [\"2026-02-30\"]`|RMT-530|yyyy-MM-dd",
                "`hours: 24x7\n    steps: [{who: owner, after: soon}]`|RMT-531|30m",
                "`hours: 24x7\n    steps: [{who: nobody, after: 0m}]`|RMT-408|owner",
                "`hours: 24x7\n    again: 0m`|RMT-531|30m",
                "`hours: 24x7\n    pages: [everything]`|RMT-408|uncertainty"
            })
    void what_means_nothing_of_the_escalation_is_refused(String written, String code, String fix) {
        assertThat(with(HOURS, "    " + written + "\n").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.place()).contains("process.yaml line");
                    assertThat(problem.fix()).contains(fix);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expected: {arrivals: many}|RMT-532|20 per 1h",
                "expected: {oldest: 0h}|RMT-531|30m",
                "on_timeout: {then: reject, after: never}|RMT-531|30m",
                "on_timeout: {then: approve, after: 8h}|RMT-408|hold"
            })
    void what_means_nothing_of_the_flow_is_refused(String written, String code, String fix) {
        assertThat(with(TIMEOUT, "  " + written + "\n").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.place()).contains("flow.");
                    assertThat(problem.fix()).contains(fix);
                });
    }

    @Test
    void a_contract_that_says_nothing_expects_nothing_and_pages_in_the_usual_steps() {
        ProcessContract contract = contract(TIMEOUT, "");
        assertThat(contract.flow().watch()).isEqualTo(Watch.NONE);
        Paging paging = contract.people().escalation().paging();
        assertThat(paging.steps()).isEqualTo(Paging.USUAL);
        assertThat(paging.again()).isEqualTo(Paging.USUALLY_AGAIN);
        assertThat(paging.uncertainty()).isFalse();
    }

    @Test
    void free_words_of_earlier_contracts_are_kept_where_nothing_is_counted_and_mean_every_hour() {
        ProcessContract contract = contract(TIMEOUT, "");
        assertThat(contract.people().escalation().hours()).isEqualTo("Mon-Fri 08:00-18:00");
        Paging paging = with(text -> text.replace(TIMEOUT, "").replace(HOURS, "    hours: weekdays nine to five\n"))
                .orThrow()
                .contract()
                .people()
                .escalation()
                .paging();
        assertThat(paging.hours().isOpen(Instant.parse("2026-01-04T03:00:00Z"))).isTrue();
    }

    @Test
    void what_a_contract_says_of_flow_and_timeouts_is_read() {
        Watch watch = contract(TIMEOUT, """
                          expected: {arrivals: 20 per 1h within hours, decisions: 5 per 2h, backlog: 500, oldest: 8h}
                          on_timeout: {then: reject, after: 16h within hours}
                        """).flow().watch();
        assertThat(watch.timeout())
                .isEqualTo(new Watch.Timeout(Watch.Then.REJECT, new Term(Duration.ofHours(16), true)));
        assertThat(watch.expected())
                .isEqualTo(new Watch.Expected(
                        List.of(
                                new Watch.Rate(Watch.Counted.ARRIVALS, 20, new Term(Duration.ofHours(1), true)),
                                new Watch.Rate(Watch.Counted.DECISIONS, 5, new Term(Duration.ofHours(2), false))),
                        500L,
                        new Term(Duration.ofHours(8), false)));
    }
}

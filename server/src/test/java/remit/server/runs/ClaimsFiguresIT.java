package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.CaseEvent;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.register.AuthorityRegister;
import remit.server.catalog.PublishedProcess;
import remit.server.demo.Generator;
import remit.server.demo.World;
import remit.server.packs.PackReader;
import remit.server.scorecards.LiveFigures;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.EvidenceLog;
import remit.server.web.query.CaseFilter;
import remit.server.web.query.CaseQueries;

/** The owner's numbers over claims whose source writes what it likes, and the lists behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClaimsFiguresIT {
    private static final Actor OFFICER = new Actor(Actor.Kind.PERSON, "p_officer");

    private Path folder;
    private TestingOffice office;
    private List<String> rows;
    private World world;

    @BeforeAll
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary;
        office = TestingOffice.open(folder);
        World demo = World.standard();
        world = new World(
                demo.seed(), new World.Calendar(demo.calendar().firstDay(), 3, 1, 300), demo.segments(), demo.signal());
        Path all = folder.resolve("all.csv");
        new Generator(world).writeCsv(all);
        rows = Files.readAllLines(all);
    }

    @AfterAll
    void close() {
        office.close();
    }

    /** The demo's pack as another process, with other words in all of its files. */
    private Path pack(String process, Map<String, String> words) throws IOException {
        Path demo = Files.isDirectory(Path.of("packs")) ? Path.of("packs") : Path.of("..", "packs");
        Path copy = folder.resolve("pack-" + process);
        try (var files = Files.walk(demo.resolve("demo-claims"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file).replace("demo-claims", process);
                for (var word : words.entrySet()) text = text.replace(word.getKey(), word.getValue());
                TestingShop.write(copy.resolve(demo.resolve("demo-claims").relativize(file)), text);
            }
        }
        return copy;
    }

    private PublishedProcess run(Path pack, List<String> lines) {
        Path file = TestingShop.write(pack.resolve("claims.csv"), String.join("\n", lines) + "\n");
        office.run(pack, file, world.calendar().firstLiveDay().toString());
        return published(pack);
    }

    private PublishedProcess published(Path pack) {
        String version = PackReader.read(pack).orThrow().versions().pack();
        return office.installation().catalog().find(version).orElseThrow().orThrow();
    }

    private LiveFigures.Measured measured(PublishedProcess process) {
        var figures = new LiveFigures(
                office.installation().source(), office.installation().clock());
        return figures.of(process).orElseThrow();
    }

    private CaseQueries lists(PublishedProcess process) {
        return new CaseQueries(office.installation().source(), any -> Optional.of(shown(process)));
    }

    private static remit.server.web.PublishedProcess shown(PublishedProcess process) {
        var rules = new remit.server.web.PublishedProcess.Rules("authority", "v", "F", List.of(), List.of());
        return new remit.server.web.PublishedProcess(
                process.pack().versions().pack(),
                process.contract(),
                process.intake(),
                rules,
                Set.of(),
                AuthorityRegister.of(process.pinned()).statement());
    }

    private long count(PublishedProcess process, String filter, String value) {
        return lists(process).count(CaseFilter.of(process.id()).with(filter, value));
    }

    private List<String> with(int fromEnd, String column, String value) {
        int at = Generator.HEADER.indexOf(column);
        var changed = new ArrayList<>(rows);
        String[] cells = changed.get(rows.size() - fromEnd).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
        cells[at] = value;
        changed.set(rows.size() - fromEnd, String.join(",", cells));
        return changed;
    }

    @Test
    void cycle_time_is_the_same_whatever_the_closing_column_is_called() throws Exception {
        PublishedProcess plain = run(pack("plain-claims", Map.of()), rows);
        var other = new ArrayList<>(rows);
        other.set(0, rows.getFirst().replace("Closed", "Erledigt"));
        PublishedProcess renamed =
                run(pack("other-claims", Map.of("closed_date", "erledigt_am", "Closed:", "Erledigt:")), other);

        assertThat(measured(renamed).days()).isEqualTo(measured(plain).days());
        long counted = 300 - count(plain, CaseFilter.PHASE, "returned");
        assertThat(measured(plain).days().closed()).isEqualTo(counted);
        assertThat(measured(plain).days().days()).as("not only cleared ones").isGreaterThan(300);
        assertThat(count(renamed, CaseFilter.CLOSED, "yes")).isEqualTo(counted);
    }

    @Test
    void a_closing_day_that_is_none_leaves_the_case_open_in_figure_and_list() throws Exception {
        List<String> spoilt = new ArrayList<>(with(1, "Closed", "soon"));
        spoilt.set(rows.size() - 2, with(2, "Closed", "1999-12-31").get(rows.size() - 2));
        spoilt.set(
                rows.size() - 1, with(1, "Closed", "soon").get(rows.size() - 1).replace(",low,", ",high,"));
        spoilt.set(rows.size() - 2, spoilt.get(rows.size() - 2).replace(",low,", ",high,"));
        PublishedProcess process = run(pack("spoilt-claims", Map.of()), spoilt);

        long counted = 300 - 2 - count(process, CaseFilter.PHASE, "returned");
        assertThat(measured(process).days().closed()).isEqualTo(counted);
        assertThat(measured(process).days().open()).isEqualTo(2);
        assertThat(count(process, CaseFilter.CLOSED, "yes")).isEqualTo(counted);
    }

    @Test
    void an_outcome_that_comes_later_moves_no_review() throws Exception {
        List<String> unclosed = with(1, "Closed", "").stream()
                .map(row -> row.replace(",low,", ",high,"))
                .toList();
        PublishedProcess process = run(pack("late-claims", Map.of()), unclosed);
        String key = unclosed.getLast().substring(0, unclosed.getLast().indexOf(','));
        String id = office.installation().reader().ids().caseId(process.id(), List.of(key), 1);
        assertThat(measured(process).days().open()).isEqualTo(1);
        Instant review = office.installation()
                .reader()
                .byId(id)
                .orElseThrow()
                .state()
                .at()
                .plus(Duration.ofDays(7));
        append(process, id, new CaseEvent.Reviewed("approve", "Deny", null), review, null);
        var days = measured(process).days();
        assertThat(days.open()).isZero();

        append(
                process,
                id,
                new CaseEvent.OutcomeObserved("api", "later"),
                review.plus(Duration.ofDays(90)),
                Json.object("outcomes", Json.object("disposition", "Deny")));
        assertThat(measured(process).days()).isEqualTo(days);
    }

    private void append(PublishedProcess process, String id, CaseEvent event, Instant at, Json.Obj payload) {
        CaseReader.CaseRow row = office.installation().reader().byId(id).orElseThrow();
        EvidenceLog.await(office.installation()
                .log()
                .append(new CaseWrite(
                        new CaseWrite.CasePlace(process.id(), id, null),
                        row.state(),
                        at,
                        List.of(new CaseWrite.Step(event, OFFICER, payload)),
                        process.packVersion(),
                        null)));
    }

    @Test
    void one_bad_cell_breaks_no_list_and_case_does_not_make_a_denial_another_word() throws Exception {
        Path pack = pack(
                "paying-claims",
                Map.of(
                        "error: differs",
                        "error: overpaid\n  paid: estimate\n  would_have_paid: settled",
                        "  Disposition:",
                        "  Estimate: {name: estimate, role: input, type: money, currency: GBP, class: internal,"
                                + " required: false}\n  Settled: {name: settled, role: outcome, type: money,"
                                + " currency: GBP, class: internal}\n  Disposition:"));
        var lines = new ArrayList<String>();
        for (int i = 0; i < rows.size(); i++) {
            String settled = i % 7 == 0 ? "" : i % 11 == 0 ? "not yet" : "20.00";
            String row = i % 3 == 0 ? rows.get(i).replace(",Deny,", ",DENY,") : rows.get(i);
            lines.add(row + (i == 0 ? ",Estimate,Settled" : "," + (i % 5 == 0 ? "unknown" : "30.00") + "," + settled));
        }
        PublishedProcess process = run(pack, lines);

        for (String outcome : List.of("known", "unknown", "wrong", "right")) {
            assertThat(lists(process).list(CaseFilter.of(process.id()).with(CaseFilter.OUTCOME, outcome), null, 10))
                    .as(outcome)
                    .isNotEmpty();
        }
        var cleared = measured(process).score().all();
        CaseQueries.Errors errors = lists(process).errors(shown(process));
        assertThat(List.of(errors.known(), errors.wrong())).isEqualTo(List.of(cleared.known(), cleared.errors()));
        assertThat(cleared.errors()).isBetween(1L, cleared.known() - 1);
    }
}

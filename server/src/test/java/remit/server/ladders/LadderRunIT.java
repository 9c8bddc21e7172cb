package remit.server.ladders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.assurance.sampling.Draw;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.ladder.LadderState;
import remit.ladder.Stage;
import remit.server.packs.PackFile;
import remit.server.runs.Climbing;
import remit.server.runs.RunReport;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.whatif.Asked;
import remit.whatif.Question;

class LadderRunIT {
    private static final String TERMS = """
            rollout:
              target: 8%
              tolerated: 12%
              least_reviews: 30
              least_time: P7D
              sampling: {floor: 10%, sampled: 50%, blind: 30%}
            """;
    private static final Climbing SIGNED = new Climbing(Stage.AUTONOMOUS, 1, List.of(), 0);
    private static final int LINES = 4_000;
    /** From here on every proposal that clears is wrong: the accounts were renamed. */
    private static final int TURNED = 3_200;

    @TempDir
    static Path folder;

    private static TestingOffice office;
    private static RunReport signed;
    private static RunReport unsigned;

    @BeforeAll
    static void run() {
        office = TestingOffice.seeded(folder, 1);
        signed = climbed("signed", SIGNED);
        unsigned = climbed("unsigned", Climbing.ON);
    }

    private static RunReport climbed(String process, Climbing climbing) {
        TestingShop shop = TestingShop.of(process);
        Path pack = TestingShop.with(shop.pack(folder), TERMS);
        var lines = new ArrayList<>(TestingPurchases.ledger(11, LINES));
        for (int i = TURNED; i < LINES; i++)
            lines.set(i, lines.get(i).withAccount("R" + lines.get(i).account()));
        return office.climb(pack, shop.file(folder, process + ".csv", lines), "0.3", climbing);
    }

    @AfterAll
    static void end() {
        office.close();
    }

    private static List<Json.Obj> moves(RunReport report, String event) {
        return report.json().object("ladder").array("moves").stream()
                .map(each -> (Json.Obj) each)
                .filter(each -> each.text("event", "").equals(event))
                .toList();
    }

    private static List<Event> events(String where) {
        return JdbcClient.create(office.installation().source())
                .sql("select leaf from event where " + where)
                .query((row, _) -> Event.read(row.getString(1)))
                .list();
    }

    private static long cases(String where) {
        return JdbcClient.create(office.installation().source())
                .sql("select count(*) from case_view where phase <> 'history' and " + where)
                .query(Long.class)
                .single();
    }

    /** As the shop's calendar has it. */
    private static String day(Instant at) {
        return LocalDate.ofInstant(at, ZoneId.of("Asia/Tokyo")).toString();
    }

    @Test
    void a_process_starts_in_shadow_and_each_promotion_removes_one_checkpoint() {
        for (Json.Obj move : moves(signed, "Promoted")) {
            assertThat(move.text("removed")).isIn("shadow", "review", "raised sampling");
            assertThat(move.flag("preauthorised")).isTrue();
            assertThat(move.object("evidence").number("reviews", 0)).isGreaterThanOrEqualTo(30);
            assertThat(move.object("evidence").number("error_upper", 1)).isLessThan(0.5);
        }
        assertThat(moves(signed, "Promoted").stream().map(move -> move.text("stage", "")))
                .contains("checkpointed", "sampled");
        assertThat(signed.text()).contains("sampled from here on, without \"review\"", "pre-authorised");
    }

    @Test
    void nothing_clears_before_a_stage_that_clears() {
        var sampled = new java.util.HashMap<String, String>();
        for (Json.Obj move : moves(signed, "Promoted")) {
            if (move.text("stage", "").equals("sampled"))
                sampled.putIfAbsent(move.text("segment", ""), move.text("day", ""));
        }
        assertThat(sampled).isNotEmpty();
        assertThat(cases("process = 'signed' and verdict = 'auto_clear'")).isPositive();
        JdbcClient.create(office.installation().source())
                .sql("select segment, min(at) from case_view where process = 'signed' and verdict = 'auto_clear'"
                        + " group by 1")
                .query((row, _) -> {
                    assertThat(day(row.getTimestamp(2).toInstant()))
                            .isGreaterThanOrEqualTo(sampled.get(row.getString(1)));
                    return true;
                })
                .list();
    }

    @Test
    void what_is_signed_beforehand_is_evidence_before_the_first_case() {
        Event begun = events("process = 'signed' and type = 'LaddersBegun'").getFirst();
        assertThat(begun.body().text("up_to")).isEqualTo("autonomous");
        assertThat(begun.actor().toString()).startsWith("person:");
        assertThat(events("process = 'signed' and type = 'CaseOpened'"))
                .allMatch(opened -> !opened.recordedAt().isBefore(begun.recordedAt()));
    }

    @Test
    void without_a_signature_promotions_are_proposed_and_not_made() {
        assertThat(moves(unsigned, "Promoted")).isEmpty();
        assertThat(moves(unsigned, "PromotionProposed")).isNotEmpty();
        assertThat(cases("process = 'unsigned' and verdict = 'auto_clear'")).isZero();
        assertThat(unsigned.json().object("ladder").array("segments"))
                .allMatch(each -> ((Json.Obj) each).text("stage", "").equals("shadow"));
    }

    @Test
    void too_many_errors_take_autonomy_back_and_what_comes_after_is_held() {
        List<Json.Obj> demotions = moves(signed, "Demoted").stream()
                .filter(move -> move.text("cause", "").equals("alarm"))
                .filter(move -> move.text("stage", "").equals("checkpointed"))
                .toList();
        assertThat(demotions).isNotEmpty();
        for (Json.Obj demotion : demotions) {
            assertThat(demotion.array("restored")).hasSize(1);
            long later = cases("process = 'signed' and verdict = 'auto_clear' and segment = '"
                    + demotion.text("segment", "") + "' and at >= ('" + demotion.text("day", "")
                    + "'::date + 1)::timestamp at time zone 'Asia/Tokyo'");
            assertThat(later).isZero();
        }
    }

    @Test
    void the_demotion_stands_in_the_same_commit_as_the_review_that_caused_it() {
        for (Event demoted : events("process = 'signed' and type = 'Demoted'")) {
            String thread = demoted.body().text("thread", "");
            Event cause = events("type = 'ReviewCounted' and leaf::jsonb->'body'->>'thread' = '" + thread
                            + "' and (leaf::jsonb->'body'->>'seq')::int = "
                            + (long) (demoted.body().number("seq", 0) - 1))
                    .getFirst();
            assertThat(demoted.recordedAt()).isEqualTo(cause.recordedAt());
        }
    }

    @Test
    void what_is_looked_at_is_what_the_secret_of_the_day_drew_and_the_digest_came_before() {
        List<Event> committed = events("process = 'signed' and type = 'SamplingCommitted'");
        var secrets = new java.util.HashMap<String, String>();
        for (Event each : committed)
            for (Json revealed : each.body().array("revealed"))
                secrets.put(((Json.Obj) revealed).text("day", ""), ((Json.Obj) revealed).text("secret", ""));
        Set<String> looked = new HashSet<>();
        for (Event sampled : events("process = 'signed' and type = 'Sampled'")) {
            String day = sampled.body().text("day", "");
            Event before = committed.stream()
                    .filter(each -> each.body().text("day", "").equals(day))
                    .findFirst()
                    .orElseThrow();
            assertThat(before.body().text("commitment"))
                    .isEqualTo(sampled.body().text("commitment"));
            assertThat(before.recordedAt()).isBeforeOrEqualTo(sampled.recordedAt());
            looked.add(sampled.place().caseId());
        }
        int checked = 0;
        for (Event decided : events("process = 'signed' and type = 'Decided'")) {
            if (!decided.body().text("verdict", "").equals("auto_clear")) continue;
            String caseId = String.valueOf(decided.place().caseId());
            String secret = secrets.get(day(decided.at()));
            if (secret == null) continue;
            double probability = decided.body().object("propensity").number("probability", -1);
            boolean drawn = Draw.of(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8), caseId)
                    .below(probability);
            assertThat(looked.contains(caseId)).isEqualTo(drawn);
            checked++;
        }
        assertThat(checked).isPositive();
    }

    @Test
    void the_rules_in_force_asked_again_give_exactly_the_decisions_that_the_stages_allowed() throws IOException {
        var table = new PackFile(
                "authority.dmn",
                Files.readAllBytes(folder.resolve("pack-signed").resolve("authority.dmn")));
        Json.Obj compared = office.installation()
                .whatIfs()
                .explore(new Asked(
                        "signed",
                        new Asked.Wish.Table(table),
                        Asked.Scope.ALL,
                        new Question.Terms(0.05, Optional.empty(), 0.95)))
                .orThrow()
                .toJson()
                .object("compared");
        assertThat(compared.number("cases", 0)).isEqualTo(cases("process = 'signed'"));
        assertThat(compared.object("current").number("cases", 0))
                .isEqualTo(cases("process = 'signed' and verdict = 'auto_clear'"));
        assertThat(compared.object("moved").number("cases", -1)).isZero();
        assertThat(compared.object("no_longer").number("cases", -1)).isZero();
    }

    @Test
    void a_folded_ladder_is_the_ladder_that_decided() {
        ProcessLadders ladders = office.installation().ladders().of("signed");
        ladders.states()
                .forEach((segment, state) -> assertThat(ladders.stand(segment.name(), basis(state), Instant.now()))
                        .hasValue(state));
    }

    private static ProcessLadders.Basis basis(LadderState state) {
        var process =
                office.installation().catalog().latest("signed").orElseThrow().orThrow();
        return new ProcessLadders.Basis(process.contract(), state.versions());
    }

    @Test
    void no_case_is_counted_twice_and_only_what_the_rules_would_clear() {
        var counted = new HashSet<String>();
        for (Event each : events("process = 'signed' and type = 'ReviewCounted'"))
            assertThat(counted.add(each.body().text("case", ""))).isTrue();
        assertThat(counted).isNotEmpty();
        for (Event decided : events("process = 'signed' and type = 'Decided'")) {
            if (!counted.contains(String.valueOf(decided.place().caseId()))) continue;
            assertThat(remit.decision.Decision.clearsButForStage(decided.body()))
                    .isTrue();
        }
    }

    @Test
    void a_process_that_has_begun_to_earn_its_way_goes_on_without_being_told() {
        TestingShop shop = TestingShop.of("unsigned");
        Path pack = folder.resolve("pack-unsigned");
        List<TestingPurchases.Line> later = TestingPurchases.ledger(12, 4_040).subList(4_000, 4_040);
        Json.Obj next = office.run(pack, shop.file(folder, "later.csv", later), "0");
        assertThat(next.object("ladder").array("segments")).isNotEmpty();
        assertThat(cases("process = 'unsigned' and verdict = 'auto_clear'")).isZero();
    }
}

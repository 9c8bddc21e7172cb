package remit.server.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.packs.PackFile;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.store.Rebuild;
import remit.whatif.Question;

class WhatIfIT {
    private static final String PROCESS = "asked";
    private static final TestingShop SHOP = TestingShop.of(PROCESS);
    private static final Question.Terms TERMS = new Question.Terms(0.05, Optional.empty(), 0.95);

    private static final Actor OWNER = new Actor(Actor.Kind.PERSON, "p_owner");

    @TempDir
    static Path folder;

    private static Path pack;
    private static TestingOffice office;

    /** Enough of the past that some of it cleared. */
    @BeforeAll
    static void begin() {
        pack = SHOP.pack(folder);
        office = TestingOffice.open(folder);
        office.run(pack, SHOP.file(folder, "first.csv", TestingPurchases.ledger(7, 1_500)), "0.5");
        assertThat(count("and verdict = 'auto_clear'")).isPositive();
    }

    @AfterAll
    static void end() {
        office.close();
    }

    private static Json.Obj ask(Asked.Wish wish, Asked.Scope scope) {
        return whatIfs()
                .ask(new Asked(PROCESS, wish, scope, TERMS), OWNER)
                .orThrow()
                .toJson();
    }

    private static WhatIfs whatIfs() {
        return office.installation().whatIfs();
    }

    private static Asked.Wish.Table table() throws IOException {
        return new Asked.Wish.Table(new PackFile("authority.dmn", Files.readAllBytes(pack.resolve("authority.dmn"))));
    }

    private static long count(String where) {
        return JdbcClient.create(office.installation().source())
                .sql("select count(*) from case_view where process = '" + PROCESS + "' and phase <> 'history' " + where)
                .query(Long.class)
                .single();
    }

    @Test
    void the_rules_in_force_give_exactly_the_decisions_that_were_made() throws IOException {
        Json.Obj compared = ask(table(), Asked.Scope.ALL).object("compared");
        assertThat(compared.number("cases", 0)).isEqualTo(count(""));
        assertThat(compared.object("current").number("cases", 0)).isEqualTo(count("and verdict = 'auto_clear'"));
        assertThat(compared.object("moved").number("cases", -1)).isZero();
        assertThat(compared.object("no_longer").number("cases", -1)).isZero();
        for (Json cell : compared.array("cells")) {
            var each = (Json.Obj) cell;
            assertThat(each.text("current")).isEqualTo(each.text("proposed"));
        }
    }

    @Test
    void a_lower_threshold_moves_the_cases_whose_confidence_reaches_it() throws IOException {
        Json.Obj told = ask(new Asked.Wish.Threshold(0), Asked.Scope.ALL);
        long cleared = (long) told.object("compared").object("current").number("cases", 0);
        long then = (long) told.object("compared").object("proposed").number("cases", 0);
        assertThat(then).isGreaterThan(cleared);
        assertThat(told.object("compared").object("moved").number("cases", 0)).isEqualTo(then - cleared);
        assertThat(told.array("moved_cases")).hasSize((int) (then - cleared));
        assertThat(told.text("sentence")).startsWith("Lowering the confidence threshold from ");
    }

    @Test
    void a_period_and_a_segment_narrow_the_question() throws IOException {
        var day = JdbcClient.create(office.installation().source())
                .sql("select max((at at time zone 'Asia/Tokyo')::date) from case_view where process = '" + PROCESS
                        + "'")
                .query(LocalDate.class)
                .single();
        var scope = new Asked.Scope(Optional.of(day), Optional.of(day), Optional.empty());
        Json.Obj narrow = ask(table(), scope);
        assertThat(narrow.object("compared").number("cases", 0))
                .isEqualTo(count("and (at at time zone 'Asia/Tokyo')::date = '" + day + "'"));
    }

    @Test
    void nobody_can_test_a_guess_of_a_segment_against_its_certificate() {
        String segment = JdbcClient.create(office.installation().source())
                .sql("select min(segment) from case_view where process = '" + PROCESS + "' and segment is not null")
                .query(String.class)
                .single();
        var scope = new Asked.Scope(Optional.empty(), Optional.empty(), Optional.of(segment));
        whatIfs()
                .ask(new Asked(PROCESS, new Asked.Wish.Threshold(0.6), scope, TERMS), OWNER)
                .orThrow();
        List<String> questions = JdbcClient.create(office.installation().source())
                .sql("select leaf::jsonb->'body'->'question'->>'text' from event where type = 'CertificateIssued'")
                .query(String.class)
                .list();
        String plain = remit.kernel.Digest.sha256Hex(segment).substring(0, 12);
        assertThat(questions)
                .anyMatch(text -> text.contains(" segment "))
                .noneMatch(text -> text.contains(segment) || text.contains(plain));
    }

    private static long cases(WhatIfs whatIfs, Asked asked) {
        return (long)
                whatIfs.ask(asked, OWNER).orThrow().toJson().object("compared").number("cases", 0);
    }

    @Test
    void a_file_that_is_no_table_and_a_process_that_is_not_there_are_refused_with_their_place() {
        var nonsense = new Asked.Wish.Table(new PackFile("new.dmn", "hello".getBytes(StandardCharsets.UTF_8)));
        Checked<Told> bad = whatIfs().ask(new Asked(PROCESS, nonsense, Asked.Scope.ALL, TERMS), OWNER);
        assertThat(bad.problems().getFirst().place()).startsWith("new.dmn");
        Checked<Told> unknown =
                whatIfs().ask(new Asked("nobody", new Asked.Wish.Threshold(0.5), Asked.Scope.ALL, TERMS), OWNER);
        assertThat(unknown.problems().getFirst().code()).isEqualTo("RMT-088");
        var early = new Asked.Scope(Optional.empty(), Optional.of(LocalDate.of(1990, 1, 1)), Optional.empty());
        Checked<Told> empty = whatIfs().ask(new Asked(PROCESS, new Asked.Wish.Threshold(0.5), early, TERMS), OWNER);
        assertThat(empty.problems().getFirst().code()).isEqualTo("RMT-180");
    }

    private static Json.Obj certificate(Asked.Wish wish, Asked.Scope scope, double most) {
        var terms = new Question.Terms(most, Optional.empty(), 0.95);
        return whatIfs()
                .ask(new Asked(PROCESS, wish, scope, terms), OWNER)
                .orThrow()
                .toJson();
    }

    @Test
    void an_answer_is_a_certificate_that_draws_on_the_confidence_of_its_labels() throws IOException {
        Json.Obj first = ask(new Asked.Wish.Threshold(0.91), Asked.Scope.ALL).object("certificate");
        assertThat(first.text("id", "")).startsWith("crt_");
        assertThat(first.text("asked_by")).isEqualTo("person:p_owner");
        assertThat(first.array("voided_by")).isEmpty();
        Json.Obj again = ask(new Asked.Wish.Threshold(0.91), Asked.Scope.ALL).object("certificate");
        assertThat(again.text("id")).as("the same question again").isEqualTo(first.text("id"));
        double before = again.number("together_confidence", 0);
        Json.Obj other = ask(new Asked.Wish.Threshold(0.92), Asked.Scope.ALL).object("certificate");
        assertThat(other.text("id")).isNotEqualTo(first.text("id"));
        assertThat(other.number("together_confidence", 0))
                .as("another number of the same curve is no other question")
                .isEqualTo(before);
        Json.Obj stricter = certificate(new Asked.Wish.Threshold(0.92), Asked.Scope.ALL, 0.051);
        assertThat(stricter.object("certificate").number("together_confidence", 0))
                .isCloseTo(before - 0.05, within(1e-9));

        var day = JdbcClient.create(office.installation().source())
                .sql("select min((at at time zone 'Asia/Tokyo')::date) + 3 from case_view where process = '" + PROCESS
                        + "' and phase <> 'history'")
                .query(LocalDate.class)
                .single();
        for (int i = 0; i < 12; i++) {
            var scope = new Asked.Scope(Optional.of(day.plusDays(i)), Optional.empty(), Optional.empty());
            certificate(new Asked.Wish.Threshold(0.91), scope, 0.05);
        }
        Json.Obj late = certificate(new Asked.Wish.Threshold(0.99), Asked.Scope.ALL, 0.06);
        assertThat(late.get("certificate")).as("parts draw on the whole").isEqualTo(Json.NULL);
        assertThat(late.text("not_certified")).contains("is left on these labels", "it comes back with cases");
        assertThat(new Rebuild(office.installation().source()).run().differences())
                .isZero();
    }

    @Test
    void a_training_and_its_certificate_are_one_write_and_stand_in_the_same_ledger() {
        long trained = JdbcClient.create(office.installation().source())
                .sql("select count(*) from event where process = '" + PROCESS + "' and type = 'AuthorTrained'")
                .query(Long.class)
                .single();
        long together = JdbcClient.create(office.installation().source())
                .sql("select count(*) from event a join event b on a.xmin = b.xmin and b.type = 'AuthorCertified'"
                        + " join event_thread t on t.event_id = b.id and t.thread = 'ledger/" + PROCESS
                        + "' where a.process = '" + PROCESS + "' and a.type = 'AuthorTrained'")
                .query(Long.class)
                .single();
        assertThat(together).isEqualTo(trained).isPositive();
    }

    @Test
    void a_question_sees_what_was_recorded_meanwhile_and_leaves_out_what_was_erased() throws IOException {
        WhatIfs whatIfs = whatIfs();
        var asked = new Asked(PROCESS, table(), Asked.Scope.ALL, TERMS);
        long before = cases(whatIfs, asked);
        office.run(pack, SHOP.file(folder, "second.csv", TestingPurchases.ledger(7, 1_700)), null);
        assertThat(cases(whatIfs, asked)).isEqualTo(count("")).isGreaterThan(before);
        JdbcClient jdbc = JdbcClient.create(office.installation().source());
        jdbc.sql("create table kept as select * from payload where event_id in (select e.id from event e"
                        + " join case_view c using (case_id) where c.process = '" + PROCESS
                        + "' and c.phase = 'cleared' and e.type = 'Decided' limit 1)")
                .update();
        jdbc.sql("delete from payload where event_id in (select event_id from kept)")
                .update();
        Json.Obj told = whatIfs().ask(asked, OWNER).orThrow().toJson();
        jdbc.sql("insert into payload select * from kept").update();
        jdbc.sql("drop table kept").update();
        // What was erased with the payload does not come back by itself.
        assertThat(new Rebuild(office.installation().source()).run().differences())
                .isEqualTo(1);
        assertThat(told.array("not_comparable")).hasSize(1);
        assertThat(told.object("compared").number("cases", 0)).isEqualTo(count("") - 1.0);
    }
}

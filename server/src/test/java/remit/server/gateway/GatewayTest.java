package remit.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Keyring;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.ports.Tool.Answer;
import remit.process.ProcessContract.Flow;
import remit.process.ToolSpec;
import remit.process.ToolSpec.Effect;
import remit.server.gateway.Gateway.Left;
import remit.server.gateway.TestingLedger.Afterwards;
import remit.server.gateway.TestingLedger.Instead;

final class GatewayTest {
    private static final Keyring KEYS =
            new Keyring("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    private static final ToolSpec POST = new ToolSpec(
            "post_line",
            "ledger",
            Effect.REVERSIBLE,
            Map.of(
                    "document",
                    "document_no",
                    "account",
                    "$decision",
                    "amount",
                    "amount",
                    "note",
                    "note",
                    "key",
                    "$key"),
            Set.of(),
            "it is booked back");
    private static final ToolSpec PAY =
            new ToolSpec("pay", "bank", Effect.IRREVERSIBLE, Map.of("case", "$case"), Set.of("Approve in Full"));
    private static final Flow FLOW = new Flow(List.of(), List.of(POST, PAY), Set.of());

    @TempDir
    private Path data;

    private final TestingDoor door = new TestingDoor();
    private TestingLedger ledger;
    private Gateway folders;
    private Gateway http;

    @BeforeEach
    void open() throws IOException {
        ledger = new TestingLedger();
        folders = Gateway.open(data, KEYS, List.of(), door, InstantSource.system())
                .orThrow();
        var connector = Connector.http("ledger", ledger.url(), null);
        http = Gateway.open(data, KEYS, List.of(connector), door, InstantSource.system())
                .orThrow();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(20);
    }

    private static Order order(String decision, Value amount) {
        return new Order(
                "invoices",
                "contract-1",
                "case_1",
                "D1/1",
                decision,
                Map.of("document_no", Value.of("D1"), "amount", amount, "note", Value.ABSENT));
    }

    private static Order order() {
        return order("400100", Value.of(new BigDecimal("412.50")));
    }

    private Action post() {
        return folders.prepare(FLOW, "post_line", order()).orThrow();
    }

    private static List<String> codes(Checked<?> checked) {
        return checked.problems().stream().map(Problem::code).toList();
    }

    @Test
    void arguments_come_from_facts_and_the_decision() {
        assertThat(post().arguments().canonical())
                .isEqualTo(
                        "{\"account\":\"400100\",\"amount\":\"412.50\",\"document\":\"D1\",\"key\":\"D1/1\",\"note\":null}");
    }

    @Test
    void the_id_depends_on_tool_arguments_contract_and_case_and_on_nothing_else() {
        Order order = order();
        String id = post().id();
        assertThat(id).matches("act_[0-9a-f]{40}").isEqualTo(post().id());
        assertThat(folders.prepare(FLOW, "post_line", order("400200", Value.ABSENT))
                        .orThrow()
                        .id())
                .isNotEqualTo(id);
        for (Order other : List.of(
                new Order("invoices", "contract-2", "case_1", order.key(), order.decision(), order.inputs()),
                new Order("invoices", "contract-1", "case_2", order.key(), order.decision(), order.inputs()))) {
            assertThat(folders.prepare(FLOW, "post_line", other).orThrow().id()).isNotEqualTo(id);
        }
        var otherKeys = new Keyring("another key of at least 32 bytes!".getBytes(StandardCharsets.UTF_8));
        Gateway elsewhere = Gateway.open(data, otherKeys, List.of(), door, InstantSource.system())
                .orThrow();
        assertThat(elsewhere.prepare(FLOW, "post_line", order).orThrow().id()).isNotEqualTo(id);
    }

    @Test
    void an_unlisted_tool_is_refused_when_prepared_and_when_dispatched() {
        assertThat(codes(folders.prepare(FLOW, "change_bank_details", order()))).containsExactly("RMT-505");
        Flow without = new Flow(List.of(), List.of(PAY), Set.of());
        assertThat(folders.dispatch(without, post(), soon()).orThrow())
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.reason().word()).isEqualTo("rmt_505"));
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void a_tool_carries_out_only_the_decisions_that_the_contract_gives_it() {
        assertThat(codes(folders.prepare(FLOW, "pay", order()))).containsExactly("RMT-506");
        assertThat(folders.prepareAll(FLOW, order()).orThrow())
                .extracting(Action::tool)
                .containsExactly("post_line");
        assertThat(folders.prepareAll(FLOW, order("Approve in Full", Value.ABSENT))
                        .orThrow())
                .extracting(Action::tool)
                .containsExactly("post_line", "pay");
    }

    @Test
    void a_decision_that_no_tool_carries_out_is_refused_unless_the_contract_says_that_nothing_follows() {
        Flow paying = new Flow(List.of(), List.of(PAY), Set.of("Withdrawn"));
        assertThat(folders.prepareAll(paying, order("Approve in full", Value.ABSENT))
                        .problems())
                .singleElement()
                .hasToString("RMT-511 decision \"Approve in full\": no tool of the contract carries it out;"
                        + " decide Approve in Full or Withdrawn, or list it under a tool's decisions or under"
                        + " flow.without_effect of process.yaml");
        assertThat(folders.prepareAll(paying, order("Withdrawn", Value.ABSENT)).orThrow())
                .isEmpty();
        Flow without = new Flow(List.of(), List.of(), Set.of());
        assertThat(folders.prepareAll(without, order("anything", Value.ABSENT)).orThrow())
                .isEmpty();
    }

    @Test
    void a_look_up_that_cannot_say_leaves_a_failed_action_failed() {
        Action action = post();
        ledger.next(new Instead(TestingLedger.status(500, "")));
        assertThat(http.settle(FLOW, action, Left.FAILED, soon()).orThrow()).isInstanceOf(Answer.Failed.class);
        assertThat(ledger.requests()).containsExactly("GET /actions/" + action.id());
        assertThat(http.settle(FLOW, action, Left.FAILED, soon()).orThrow()).isInstanceOf(Answer.Answered.class);
    }

    @Test
    void a_fact_that_is_unknown_or_ill_typed_prepares_nothing() {
        var unknown = new Order("invoices", "contract-1", "case_1", "k", "400100", Map.of());
        assertThat(codes(folders.prepare(FLOW, "post_line", unknown)))
                .containsOnly("RMT-507")
                .hasSize(3);
        var illTyped = order("400100", new Value.IllTyped("5k", "not a number"));
        assertThat(folders.prepare(FLOW, "post_line", illTyped).problems())
                .singleElement()
                .hasToString("RMT-508 tool post_line argument amount: amount is \"5k\": not a number;"
                        + " correct it at its source");
    }

    @Test
    void an_action_that_was_changed_after_it_was_prepared_is_not_sent() {
        Action good = post();
        var changed = new Action(
                good.id(),
                good.process(),
                good.contractVersion(),
                good.caseId(),
                good.tool(),
                good.arguments().with("amount", Json.of("999999.00")));
        assertThat(http.dispatch(FLOW, changed, soon()).orThrow())
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.reason().word()).isEqualTo("rmt_509"));
        assertThat(http.settle(FLOW, changed, Left.PERHAPS_SENT, soon()).orThrow())
                .isInstanceOf(Answer.Unknown.class);
        assertThat(ledger.requests()).isEmpty();
    }

    @Test
    void without_configuration_a_tool_writes_to_its_drop_folder() {
        Action action = post();
        assertThat(folders.dispatch(FLOW, action, soon()).orThrow())
                .isEqualTo(new Answer.Answered(action.id() + ".json"));
        assertThat(data.resolve("outbox/invoices/post_line/" + action.id() + ".json"))
                .exists();
        assertThat(folders.lookUp(FLOW, action, soon())).isInstanceOf(Answer.Answered.class);
        assertThat(folders.compensate(FLOW, action, soon())).isInstanceOf(Answer.Answered.class);
    }

    @Test
    void a_process_name_cannot_lead_out_of_the_data_directory() {
        Order sly = new Order("../..", "contract-1", "case_1", "k", "Approve in Full", Map.of());
        Action action = folders.prepare(FLOW, "pay", sly).orThrow();
        assertThat(folders.dispatch(FLOW, action, soon()).orThrow())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.reason().word()).isEqualTo("rmt_510"));
    }

    @Test
    void an_action_survives_its_json_form() {
        Action action = post();
        assertThat(Action.fromJson(Json.parseObject(action.toJson().canonical()))
                        .id())
                .isEqualTo(action.id());
        Action again = Action.fromJson(Json.parseObject(action.toJson().canonical()));
        assertThat(folders.dispatch(FLOW, again, soon()).orThrow()).isInstanceOf(Answer.Answered.class);
    }

    @Test
    void after_a_crash_what_was_never_sent_is_dispatched_without_asking() {
        assertThat(http.settle(FLOW, post(), Left.NEVER_SENT, soon()).orThrow()).isInstanceOf(Answer.Answered.class);
        assertThat(ledger.requests()).containsExactly("POST /actions");
    }

    @Test
    void after_a_crash_what_was_done_is_found_and_not_sent_again() {
        Action action = post();
        ledger.next(new Afterwards(TestingLedger.hangUp()));
        assertThat(http.dispatch(FLOW, action, soon()).orThrow()).isInstanceOf(Answer.Unknown.class);
        assertThat(http.settle(FLOW, action, Left.PERHAPS_SENT, soon()).orThrow())
                .isEqualTo(new Answer.Answered("R-" + action.id()));
        assertThat(ledger.requests()).containsExactly("POST /actions", "GET /actions/" + action.id());
        assertThat(ledger.done(action.id())).isEqualTo(1);
    }

    @Test
    void after_a_crash_what_never_arrived_is_sent_after_asking() {
        Action action = post();
        ledger.next(new Instead(TestingLedger.hangUp()));
        assertThat(http.dispatch(FLOW, action, soon()).orThrow()).isInstanceOf(Answer.Unknown.class);
        assertThat(http.settle(FLOW, action, Left.PERHAPS_SENT, soon()).orThrow())
                .isInstanceOf(Answer.Answered.class);
        assertThat(ledger.done(action.id())).isEqualTo(1);
    }

    @Test
    void what_nobody_can_say_stays_unknown_and_is_never_blindly_sent_again() {
        Action action = post();
        for (int status : new int[] {500, 503, 401, 410, 302}) {
            ledger.next(new Instead(TestingLedger.status(status, "", "Retry-After", "1")));
            assertThat(http.settle(FLOW, action, Left.PERHAPS_SENT, soon()).orThrow())
                    .isInstanceOf(Answer.Unknown.class);
        }
        assertThat(ledger.requests()).hasSize(5).allMatch(request -> request.startsWith("GET "));
    }

    @Test
    void what_the_contract_names_no_compensation_for_is_not_undone() {
        Action paid = http.prepare(FLOW, "pay", order("Approve in Full", Value.ABSENT))
                .orThrow();
        assertThat(http.compensate(FLOW, paid, soon()))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.reason().word()).isEqualTo("rmt_468"));
        assertThat(ledger.requests()).isEmpty();
    }

    @Test
    void after_a_crash_what_was_undone_is_found_and_what_was_not_is_undone_after_asking() {
        Action action = post();
        String undone = "/actions/" + action.id() + ":compensate";
        http.dispatch(FLOW, action, soon()).orThrow();
        assertThat(http.settleCompensation(FLOW, action, Left.PERHAPS_SENT, soon())
                        .orThrow())
                .isInstanceOf(Answer.Answered.class);
        assertThat(http.settleCompensation(FLOW, action, Left.PERHAPS_SENT, soon())
                        .orThrow())
                .isEqualTo(new Answer.Answered("R-" + action.id() + ":compensate"));
        assertThat(ledger.requests())
                .containsExactly("POST /actions", "GET " + undone, "POST " + undone, "GET " + undone);
        assertThat(ledger.done(action.id() + ":compensate")).isEqualTo(1);
    }

    @Test
    void whether_it_was_undone_is_never_guessed() {
        Action action = post();
        http.dispatch(FLOW, action, soon()).orThrow();
        for (int status : new int[] {500, 503, 401, 410, 302}) {
            ledger.next(new Instead(TestingLedger.status(status, "", "Retry-After", "1")));
            assertThat(http.settleCompensation(FLOW, action, Left.PERHAPS_SENT, soon())
                            .orThrow())
                    .isInstanceOf(Answer.Unknown.class);
        }
        assertThat(ledger.done(action.id() + ":compensate")).isZero();
    }

    @Test
    void nothing_is_sent_while_it_is_halted_but_what_was_sent_is_asked_about_and_can_be_undone() {
        Action action = post();
        ledger.next(new Instead(TestingLedger.hangUp()));
        assertThat(http.dispatch(FLOW, action, soon()).orThrow()).isInstanceOf(Answer.Unknown.class);
        door.shut = true;
        assertThat(codes(http.dispatch(FLOW, action, soon()))).containsExactly("RMT-445");
        assertThat(codes(http.settle(FLOW, action, Left.NEVER_SENT, soon()))).containsExactly("RMT-445");
        assertThat(codes(http.settle(FLOW, action, Left.PERHAPS_SENT, soon()))).containsExactly("RMT-445");
        assertThat(ledger.requests()).containsExactly("POST /actions", "GET /actions/" + action.id());
        assertThat(http.compensate(FLOW, action, soon())).isNotNull();
        door.shut = false;
        assertThat(http.settle(FLOW, action, Left.PERHAPS_SENT, soon()).orThrow())
                .isInstanceOf(Answer.Answered.class);
        assertThat(ledger.done(action.id())).isEqualTo(1);
        door.shut = true;
        assertThat(http.settle(FLOW, action, Left.PERHAPS_SENT, soon()).orThrow())
                .as("what was done before is found done")
                .isInstanceOf(Answer.Answered.class);
    }

    @Test
    void a_configuration_that_cannot_work_is_refused_with_every_reason() {
        var bad = List.of(
                Connector.http("a", URI.create("http://ledger.example/x"), "token"),
                Connector.http("b", URI.create("ftp://ledger.example/x"), null),
                Connector.http("c", URI.create("https://user:word@ledger.example/x"), "to ken"),
                new Connector("d", Connector.Kind.DROP_FOLDER, null, null, null),
                Connector.dropFolder("e", data),
                Connector.dropFolder("e", data));
        var refused = Gateway.open(data, KEYS, bad, door, InstantSource.system());
        assertThat(codes(refused)).containsExactly("RMT-503", "RMT-503", "RMT-503", "RMT-503", "RMT-503", "RMT-504");
        assertThat(refused.problems().toString()).doesNotContain("word@").doesNotContain("to ken");
        assertThat(codes(Connector.read("a", "ftp", "", "", ""))).containsExactly("RMT-503");
        assertThat(Connector.read("a", "http", "", "https://ledger.example/x", "t")
                        .orThrow())
                .isEqualTo(Connector.http("a", URI.create("https://ledger.example/x"), "t"));
    }
}

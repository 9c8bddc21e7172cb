package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.ports.Author;
import remit.server.access.Acting;
import remit.server.cases.CaseFlow;
import remit.server.cases.Incoming;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.packs.Row;
import remit.server.packs.RowReader;
import remit.server.replay.ReplayReport;
import remit.server.replay.ReplayText;
import remit.server.replay.Replays;
import remit.server.store.CaseReader;
import remit.server.store.EvidenceLog;

/** Whatever an author answers, a case gets a verdict, and only a confident proposal that the rules allow clears. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthorAnswersIT {
    private TestingOffice office;
    private Pack pack;
    private PublishedProcess process;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        office = TestingOffice.open(folder);
        Path shop = TestingShop.of("answers").pack(folder);
        Path contract = shop.resolve("process.yaml");
        String only = "account: $decision}\n      decisions: [A4001]";
        Files.writeString(contract, Files.readString(contract).replace("account: $decision}", only));
        pack = PackReader.read(shop).orThrow();
        var publisher = new Actor(Actor.Kind.PERSON, "p_owner");
        process = office.installation()
                .catalog()
                .publish(pack, Acting.self(publisher), Instant.now())
                .orThrow();
    }

    @AfterAll
    void close() {
        office.close();
    }

    /** An author that gives one answer to everything. */
    private record TestingAuthor(Answer answer) implements Author {
        @Override
        public Answer propose(Question question, Instant deadline) {
            return answer;
        }

        @Override
        public AuthorVersion version() {
            return new AuthorVersion("http", "scripted", "ab".repeat(32));
        }
    }

    private CaseReader.CaseRow decided(String document, Author.Answer answer) {
        var fields = Map.of(
                "document", document, "posted_on", "2024-05-06", "supplier", "S01", "amount", "12.50", "remark", "");
        var row = (Row.SourceRow) new RowReader(pack.intake(), pack.contract().zone()).read(fields, 7, null);
        var ids = office.installation().reader().ids();
        Incoming incoming = Incoming.of(
                row,
                pack.contract(),
                pack.intake(),
                ids,
                new Incoming.Source(EvidenceLog.engine(), Json.object("line", 7)));
        var gateway = office.installation().gateway().orThrow();
        var flow = new CaseFlow(
                process,
                new TestingAuthor(answer),
                new CaseFlow.Around(
                        gateway,
                        Set.of("S01"),
                        office.installation().ladders().of(process.id()),
                        office.installation().clock()));
        EvidenceLog.await(office.installation().log().append(flow.decide(incoming, null)));
        return office.installation().reader().byId(incoming.caseId()).orElseThrow();
    }

    private static Author.Answer answered(double confidence, boolean confident) {
        return answered("A4001", confidence, confident);
    }

    private static Author.Answer answered(String decision, double confidence, boolean confident) {
        var option = new Author.Option(decision, confidence);
        return new Author.Answer.Answered(
                new Author.Proposal(decision, confidence, confident, List.of(option), "as before"));
    }

    @Test
    void a_decision_that_no_tool_carries_out_does_not_clear() {
        CaseState state = decided("N2", answered("A9999", 0.99, true)).state();
        assertThat(state.phase()).isEqualTo(Phase.HELD);
        assertThat(state.settled().reason()).isEqualTo("no tool can carry it out");
    }

    @Test
    void a_confident_proposal_that_the_rules_allow_clears_under_its_authors_name() {
        CaseState state = decided("N1", answered(0.99, true)).state();
        assertThat(state.phase()).isEqualTo(Phase.CLEARED);
        assertThat(state.actions()).hasSize(1);
        assertThat(state.proposal().author()).hasToString("model:http:scripted@abababababab");
        assertThat(state.settled().approver()).isNotNull().doesNotContain("scripted");
    }

    @Test
    void whatever_an_author_answered_is_decided_again_to_the_same() {
        var answers = List.of(
                answered(0.99, true),
                answered(0.4, false),
                answered("A9999", 0.99, true),
                new Author.Answer.Unknown("no answer within 30 s"),
                new Author.Answer.Failed("the answer is not JSON"),
                new Author.Answer.Refused("has not learned enough"));
        for (int i = 0; i < answers.size(); i++) decided("R" + i, answers.get(i));

        ReplayReport report = new Replays(
                        office.installation().published(),
                        office.installation().gateway().orThrow())
                .all(process.id());

        assertThat(report.listed())
                .as(String.join("\n", ReplayText.all(report)))
                .isEmpty();
        assertThat(report.counts().identical()).isEqualTo(report.decisions()).isGreaterThanOrEqualTo(answers.size());
        assertThat(office.texts("select distinct leaf::jsonb->'body'->>'answer' from event where type = 'Proposed'"))
                .containsExactlyInAnyOrder("answered", "unknown", "failed", "refused");
    }

    static Stream<Author.Answer> answers_that_clear_nothing() {
        return Stream.of(
                answered(0.4, false),
                new Author.Answer.Unknown("no answer within 30 s"),
                new Author.Answer.Failed("the answer is not JSON"),
                new Author.Answer.Refused("has not learned enough"));
    }

    @ParameterizedTest
    @MethodSource
    void answers_that_clear_nothing(Author.Answer answer) {
        CaseReader.CaseRow row = decided("N-" + answer.getClass().getSimpleName(), answer);
        assertThat(row.state().phase()).isEqualTo(Phase.HELD);
        assertThat(row.state().actions()).isEmpty();
        CaseReader.StoredEvent proposed =
                office.installation().reader().timeline(row.caseId()).get(1);
        String expected = switch (answer) {
            case Author.Answer.Answered(Author.Proposal proposal, Author.Usage _) -> proposal.basis();
            case Author.Answer.Unknown(String reason) -> reason;
            case Author.Answer.Failed(String reason, Author.Usage _) -> reason;
            case Author.Answer.Refused(String reason, Author.Usage _) -> reason;
        };
        assertThat(proposed.event().type()).isEqualTo("Proposed");
        assertThat(proposed.payload().compact()).contains(expected);
    }
}

package remit.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import remit.casework.CaseEvent;
import remit.change.AccessEvent;
import remit.change.ChangeEvent;
import remit.evidence.Event;
import remit.halt.HaltEvent;
import remit.incident.IncidentEvent;
import remit.kernel.Json;
import remit.ladder.LadderEvent;

/** An event type never changes: what each release wrote of each type is read by this one as it was. */
final class GoldenLeavesTest {
    /** What the engine can fold and nobody writes by now. */
    private static final Set<String> UNWRITTEN = Set.of("CertificateRecorded");

    private static final Set<String> OF_HALTS = Set.of("Halted", "Resumed");

    static List<Path> releases() throws IOException {
        try (Stream<Path> files = Files.list(TestingLeaves.FOLDER)) {
            return files.sorted().toList();
        }
    }

    @Test
    void every_event_type_has_a_leaf_that_this_release_wrote() {
        Set<String> kept = TestingLeaves.read(TestingLeaves.ofThisRelease()).stream()
                .map(TestingLeaves.Leaf::type)
                .collect(Collectors.toCollection(TreeSet::new));
        kept.addAll(UNWRITTEN);
        assertThat(TestingLeaves.documented()).hasSizeGreaterThan(70);
        assertThat(kept)
                .as(
                        "a type of docs/reference/evidence.md without a leaf gets one from a test that writes such an event,"
                                + " run with -Dremit.leaves=true; one that is not documented there is to be documented")
                .isEqualTo(TestingLeaves.documented());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void what_a_release_wrote_is_read_as_it_was(Path release) throws Exception {
        for (TestingLeaves.Leaf leaf : TestingLeaves.read(release)) {
            Event event = Event.read(leaf.event());
            assertThat(event.leafText()).isEqualTo(leaf.event());
            if (leaf.payload() instanceof Json.Obj payload && !payload.fields().isEmpty())
                assertThat(digest(payload)).as(event.type()).isEqualTo(event.payloadDigest());
            understood(event.type(), event.body())
                    .ifPresent(body -> body.fields()
                            .forEach((name, value) -> assertThat(event.body().get(name))
                                    .as(event.type() + " " + name)
                                    .isEqualTo(value)));
        }
    }

    private static String digest(Json.Obj payload) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(Base64.getDecoder().decode(payload.text("salt", "")));
        sha256.update(payload.text("content", "").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** What the fold of its thread makes of it; empty where nothing is folded from it. */
    private static Optional<Json.Obj> understood(String type, Json.Obj body) {
        if (OF_HALTS.contains(type)) return Optional.of(HaltEvent.of(type, body).body());
        if (type.startsWith("Incident"))
            return Optional.of(IncidentEvent.read(type, body).body());
        if (type.startsWith("Change"))
            return Optional.of(ChangeEvent.of(type, body).body());
        if (OF_CASES.contains(type))
            return Optional.of(CaseEvent.read(type, body).body());
        if (OF_ACCESS.contains(type))
            return Optional.of(AccessEvent.of(type, body).body());
        if (OF_LADDERS.contains(type))
            return Optional.of(LadderEvent.of(type, body).body());
        return Optional.empty();
    }

    private static final Set<String> OF_CASES = Set.of(
            "HistoryRecorded",
            "CaseOpened",
            "Proposed",
            "Challenged",
            "Decided",
            "Sampled",
            "SampleJudged",
            "SampleWithdrawn",
            "Reviewed",
            "TimedOut",
            "ActionPrepared",
            "ActionVerified",
            "ActionFailed",
            "ActionRefused",
            "ActionUnknown",
            "CompensationPrepared",
            "CompensationVerified",
            "CompensationFailed",
            "CompensationRefused",
            "CompensationUnknown",
            "OutcomeObserved");

    private static final Set<String> OF_ACCESS =
            Set.of("PersonAdded", "PersonChanged", "PersonRemoved", "LinkMade", "KeyMade", "KeyRemoved");

    private static final Set<String> OF_LADDERS = Set.of(
            "LadderStarted",
            "PromotionProposed",
            "Promoted",
            "PromotionDeclined",
            "Demoted",
            "ReviewOverdue",
            "ReviewHeld",
            "PromotionAuthorised",
            "AuthorisationRevoked",
            "CertificateRecorded",
            "LadderVersionsPinned",
            "LadderTermsChanged",
            "SamplingRaised",
            "SamplingLowered",
            "KillSwitchLifted");
}

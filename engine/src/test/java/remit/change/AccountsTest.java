package remit.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.change.AccessEvent.Key;
import remit.change.AccessEvent.Rights;
import remit.kernel.Actor;
import remit.kernel.Checked;

class AccountsTest {
    private static final Actor WRITER = new Actor(Actor.Kind.PERSON, "p_writer");
    private static final Actor SECOND = new Actor(Actor.Kind.PERSON, "p_second");
    private static final Actor ADMINISTRATOR = new Actor(Actor.Kind.PERSON, "p_admin");
    private static final Instant DRAFTED = Instant.parse("2026-05-01T08:00:00Z");
    private static final Instant BEFORE = DRAFTED.minusSeconds(60);
    private static final Instant AFTER = DRAFTED.plusSeconds(60);

    private static final AccessEvent MADE = new AccessEvent.Added("p_second", TestingAccounts.APPROVER, false);

    private static final ChangeState DRAFT = ChangeControl.apply(
            null, new ChangeEvent.Drafted(new ChangeState.Versions("base", "new")), WRITER, DRAFTED);
    private static final ChangeState SUBMITTED =
            ChangeControl.apply(DRAFT, new ChangeEvent.Submitted(null), WRITER, AFTER);

    /** What comes of an approval by the second person of what the writer drafted and submitted. */
    private static String approved(Accounts accounts) {
        var command = new ChangeCommand.Approve("new", 2, accounts);
        return switch (ChangeControl.decide(SUBMITTED, command, SECOND, "base")) {
            case Checked.Ok<ChangeEvent> ignored -> "ok";
            case Checked.Refused<ChangeEvent>(var problems) ->
                problems.getFirst().code();
        };
    }

    private static Accounts with(Accounts accounts, AccessEvent event, Actor by, Instant at) {
        AccessEvent stored = AccessEvent.of(event.type(), event.body());
        assertThat(stored).isEqualTo(event);
        return accounts.apply(stored, by, at);
    }

    @Test
    void an_account_that_stood_there_before_approves() {
        assertThat(approved(TestingAccounts.found("p_second"))).isEqualTo("ok");
    }

    @Test
    void an_account_that_no_evidence_tells_of_approves_nothing() {
        assertThat(approved(Accounts.NONE)).isEqualTo("RMT-159");
        Accounts gone =
                with(TestingAccounts.found("p_second"), new AccessEvent.Removed("p_second"), ADMINISTRATOR, BEFORE);
        assertThat(approved(gone)).isEqualTo("RMT-159");
    }

    @Test
    void an_account_that_the_author_made_since_the_draft_is_no_second_person() {
        assertThat(approved(with(Accounts.NONE, MADE, WRITER, BEFORE))).isEqualTo("ok");
        assertThat(approved(with(Accounts.NONE, MADE, WRITER, AFTER))).isEqualTo("RMT-159");
        assertThat(approved(with(Accounts.NONE, MADE, ADMINISTRATOR, AFTER))).isEqualTo("ok");
    }

    @Test
    void an_account_that_the_author_removed_and_another_made_anew_stays_tied() {
        Accounts accounts = with(Accounts.NONE, MADE, WRITER, AFTER);
        accounts = with(accounts, new AccessEvent.Removed("p_second"), WRITER, AFTER);
        assertThat(approved(with(accounts, MADE, ADMINISTRATOR, AFTER))).isEqualTo("RMT-159");
    }

    @Test
    void what_the_author_did_to_the_account_before_the_draft_is_told_to_whoever_checks() {
        Accounts accounts = with(Accounts.NONE, MADE, WRITER, BEFORE);
        assertThat(accounts.shared(SECOND, SUBMITTED).orElseThrow().what()).isEqualTo("made this account");
        assertThat(with(Accounts.NONE, MADE, ADMINISTRATOR, BEFORE).shared(SECOND, SUBMITTED))
                .isEmpty();
        assertThat(with(Accounts.NONE, MADE, WRITER, AFTER).shared(SECOND, SUBMITTED))
                .isEmpty();
    }

    @Test
    void an_edit_by_nobody_knows_whom_before_the_draft_is_told_too_and_what_was_found_at_the_beginning_is_not() {
        Accounts edited = with(Accounts.NONE, MADE, TestingAccounts.NOBODY_KNOWS, BEFORE);
        var command = new ChangeCommand.Approve("new", 2, edited);
        ChangeEvent approved =
                ChangeControl.decide(SUBMITTED, command, SECOND, "base").orThrow();
        assertThat(approved).isEqualTo(new ChangeEvent.Approved("new", "", "made this account"));
        assertThat(ChangeEvent.of(approved.type(), approved.body())).isEqualTo(approved);
        assertThat(TestingAccounts.found("p_second").shared(SECOND, SUBMITTED)).isEmpty();
        assertThat(with(Accounts.NONE, MADE, TestingAccounts.NOBODY_KNOWS, AFTER)
                        .shared(SECOND, SUBMITTED))
                .isEmpty();
    }

    @Test
    void what_the_author_did_is_told_rather_than_an_edit() {
        var line = new AccessEvent.Changed("p_second", new Rights(Set.of("approver"), true, false, "account_1"));
        Accounts both = with(with(Accounts.NONE, MADE, TestingAccounts.NOBODY_KNOWS, BEFORE), line, WRITER, BEFORE);
        assertThat(both.shared(SECOND, SUBMITTED).orElseThrow().by()).isEqualTo(WRITER);
    }

    @Test
    void an_account_whose_right_the_author_gave_is_no_second_person() {
        Accounts viewer = Accounts.NONE.apply(
                new AccessEvent.Added("p_second", TestingAccounts.VIEWER, true), ADMINISTRATOR, BEFORE);
        var raised = new AccessEvent.Changed("p_second", TestingAccounts.APPROVER);
        assertThat(approved(with(viewer, raised, WRITER, AFTER))).isEqualTo("RMT-159");
        assertThat(approved(with(viewer, raised, ADMINISTRATOR, AFTER))).isEqualTo("ok");
    }

    @Test
    void an_account_by_which_the_author_could_sign_in_or_type_is_no_second_person() {
        Accounts found = TestingAccounts.found("p_second");
        var link = new AccessEvent.Linked("p_second", "0a1b", false);
        var line = new AccessEvent.Changed("p_second", new Rights(Set.of("approver"), true, false, "account_1"));
        var key = new AccessEvent.KeyMade("k_1", new Key("p_second", Set.of("rules:approve"), "ff", true), false);
        for (AccessEvent event : List.of(link, line, key)) {
            assertThat(approved(with(found, event, WRITER, AFTER)))
                    .as(event.type())
                    .isEqualTo("RMT-159");
            assertThat(approved(with(found, event, ADMINISTRATOR, AFTER)))
                    .as(event.type())
                    .isEqualTo("ok");
            assertThat(approved(with(found, event, SECOND, AFTER)))
                    .as(event.type())
                    .isEqualTo("ok");
        }
        var reading = new AccessEvent.KeyMade("k_2", new Key("p_second", Set.of("cases:read"), "fe", false), false);
        assertThat(approved(with(found, reading, WRITER, AFTER))).isEqualTo("ok");
    }

    @Test
    void what_nobody_knows_who_did_counts_once_the_change_was_drafted() {
        assertThat(approved(with(Accounts.NONE, MADE, TestingAccounts.NOBODY_KNOWS, BEFORE)))
                .isEqualTo("ok");
        assertThat(approved(with(Accounts.NONE, MADE, TestingAccounts.NOBODY_KNOWS, AFTER)))
                .isEqualTo("RMT-159");
    }

    @Test
    void events_lead_to_what_is_listed_and_then_there_are_none() {
        var listed = new Accounts.Listed(
                Map.of("p_second", TestingAccounts.APPROVER, "p_third", TestingAccounts.VIEWER),
                Map.of("k_1", new Key("p_second", Set.of("cases:read"), "ff", false)),
                Map.of("0a1b", "p_third"));
        Accounts accounts = TestingAccounts.found("p_writer", "p_second")
                .apply(new AccessEvent.Changed("p_second", TestingAccounts.VIEWER), ADMINISTRATOR, BEFORE)
                .apply(
                        new AccessEvent.KeyMade("k_1", new Key("p_second", Set.of("cases:read"), "fe", false), false),
                        ADMINISTRATOR,
                        BEFORE);
        List<AccessEvent> events = accounts.towards(listed);
        assertThat(events)
                .extracting(AccessEvent::type)
                .containsExactly("PersonRemoved", "PersonChanged", "PersonAdded", "KeyRemoved", "KeyMade", "LinkMade");
        for (AccessEvent event : events) accounts = accounts.apply(event, ADMINISTRATOR, AFTER);
        assertThat(accounts.towards(listed)).isEmpty();
        var used = new Accounts.Listed(listed.people(), listed.keys(), Map.of());
        assertThat(accounts.towards(used)).as("a link that was used up").isEmpty();
    }
}

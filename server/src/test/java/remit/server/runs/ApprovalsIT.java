package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.change.Standing;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.ChangeText;
import remit.server.changes.Changes;

/** What exactly an approval is of, on a real database. */
final class ApprovalsIT extends TestingRules {
    private Change submittedFor(Changes changes, Instant from) {
        Change draft = changes.draft(WRITER, folder(pack), List.of(), "").orThrow();
        return changes.submit(WRITER, draft.id(), new Changes.Submission("why", from, false))
                .orThrow();
    }

    @Test
    void another_time_under_the_same_version_is_another_thing_to_approve() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            edited("&gt; 0", "&gt; 10");
            Change shown = submittedFor(changes, now.get().plus(Duration.ofDays(30)));
            edited("&gt; 10", "&gt; 20");
            changes.revise(WRITER, shown.id(), folder(pack)).orThrow();
            edited("&gt; 20", "&gt; 10");
            changes.revise(WRITER, shown.id(), folder(pack)).orThrow();
            Change later = changes.submit(WRITER, shown.id(), new Changes.Submission("why", null, false))
                    .orThrow();
            assertThat(later.state().versions()).isEqualTo(shown.state().versions());
            assertThat(code(changes.approve(SECOND, shown.id(), ChangeSeen.of(shown), "")))
                    .isEqualTo("RMT-135");
            assertThat(changes.find(shown.id()).orThrow().state().standing()).isEqualTo(Standing.SUBMITTED);
            assertThat(changes.approve(SECOND, shown.id(), ChangeSeen.of(later), "")
                            .orThrow()
                            .state()
                            .standing())
                    .isEqualTo(Standing.EFFECTIVE);
        }
    }

    @Test
    void what_a_list_shows_behind_the_arrow_is_what_one_types_to_approve() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            Change change = submitted(changes, edited("&gt; 0", "&gt; 10"));
            String line = ChangeText.line(change.toJson());
            String typed = line.substring(line.indexOf("-> ") + 3).split(" ")[0];
            assertThat(ChangeSeen.read(typed, change).orThrow()).isEqualTo(ChangeSeen.of(change));
            assertThat(ChangeSeen.read(ChangeSeen.of(change).whole(), change).orThrow())
                    .isEqualTo(ChangeSeen.of(change));
        }
    }

    @Test
    void a_hash_of_fewer_than_twelve_characters_or_without_its_number_approves_nothing() throws Exception {
        try (TestingOffice office = begun()) {
            Change change = submitted(changes(office), edited("&gt; 0", "&gt; 10"));
            String hash = change.state().versions().proposed();
            for (String typed :
                    List.of("", ".2", hash.substring(0, 11) + ".2", hash, hash.substring(0, 12), hash + ".x"))
                assertThat(code(ChangeSeen.read(typed, change))).as(typed).isEqualTo("RMT-135");
            assertThat(ChangeSeen.read(hash.substring(0, 12) + ".2", change).problems())
                    .isEmpty();
        }
    }
}

package remit.server.register;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.decision.CaseFacts;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.PastCase;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.register.AuthorityRegister;
import remit.register.Entry;
import remit.server.catalog.PublishedProcess;

/**
 * Looks at every case that ever cleared by itself: the version it was decided under is stored, its register holds exactly
 * one row of the name that evidence gives, and what is stored of the case, decided again, is let through by that row. Reads
 * case by case; what it holds meanwhile grows with the versions and the orphans, not with the cases.
 */
final class OrphanCheck {
    private final Function<String, Optional<Checked<PublishedProcess>>> versions;
    private final Map<String, Version> known = new HashMap<>();
    private final List<OrphanReport.Orphan> listed = new ArrayList<>();
    private long cleared;
    private long orphans;
    private long unweighed;

    /** A version that could be read, or why there is none. */
    private record Version(
            @Nullable PublishedProcess process, @Nullable AuthorityRegister register, String missing) {}

    /** @param versions a published version by the hash of its pack */
    OrphanCheck(Function<String, Optional<Checked<PublishedProcess>>> versions) {
        this.versions = versions;
    }

    OrphanReport run(DataSource source, @Nullable String process, Instant now) {
        new DecidedCases(source).cleared(process, this::look);
        return new OrphanReport(process, cleared, orphans, unweighed, listed, now);
    }

    private void look(DecidedCases.Item item) {
        cleared++;
        String approver = item.decided().event().body().text("approver", "");
        String reason = objection(item, approver);
        if (reason == null) return;
        orphans++;
        if (listed.size() == OrphanReport.MOST) return;
        Event.Place place = item.decided().event().place();
        listed.add(new OrphanReport.Orphan(String.valueOf(place.caseId()), place.process(), approver, reason));
    }

    /** Why this case is an orphan, or null when it is none. */
    private @Nullable String objection(DecidedCases.Item item, String approver) {
        if (!item.intact()) return "its evidence does not agree with its own digests";
        if (approver.isEmpty()) return "its evidence names no row";
        Event decided = item.decided().event();
        if (!decided.actor().equals(new Actor(Actor.Kind.RULE, approver))) {
            return "the decision was recorded by another actor than the row that it names";
        }
        String pack = decided.versions().text("pack");
        if (pack == null) return "its evidence names no pack version";
        Version version = known.computeIfAbsent(pack, this::version);
        PublishedProcess process = version.process;
        AuthorityRegister register = version.register;
        if (process == null || register == null) return version.missing;
        String foreign = foreign(process, decided);
        if (foreign != null) return foreign;
        List<Entry> allowing = register.allowing(approver);
        if (allowing.size() != 1) return noRow(process, approver);
        return weigh(process, item, approver);
    }

    private Version version(String pack) {
        return switch (versions.apply(pack).orElse(null)) {
            case null -> new Version(null, null, "its pack version " + shortened(pack) + " is not stored");
            case Checked.Refused<PublishedProcess>(List<Problem> problems) ->
                new Version(
                        null,
                        null,
                        "its pack version " + shortened(pack) + " cannot be read any more: " + problems.getFirst());
            case Checked.Ok<PublishedProcess>(PublishedProcess process) ->
                new Version(process, AuthorityRegister.of(process.pinned()), "");
        };
    }

    private static @Nullable String foreign(PublishedProcess process, Event decided) {
        if (!process.id().equals(decided.place().process())) {
            return "its pack version is one of process " + process.id();
        }
        // Every part that had a say: contract, columns, table, and the levels above it.
        for (var part : process.versions().fields().entrySet()) {
            String named = decided.versions().text(part.getKey(), "");
            if (part.getValue() instanceof Json.Str(String stored) && !named.equals(stored)) {
                return "its evidence names " + part.getKey() + " " + (named.isEmpty() ? "none" : shortened(named))
                        + ", its pack version holds " + shortened(stored);
            }
        }
        return null;
    }

    private static String noRow(PublishedProcess process, String approver) {
        return process.pinned().table().rows().stream()
                .filter(row -> process.pinned().approver(row.number()).equals(approver))
                .findFirst()
                .map(row -> row.ruling().verdict() == remit.kernel.Verdict.AUTO_CLEAR
                        ? "its process is of a tier that never clears by itself"
                        : "row " + row.number() + " says " + row.ruling().word() + ", not auto_clear")
                .orElse("the table of its pack version has no such row");
    }

    private @Nullable String weigh(PublishedProcess process, DecidedCases.Item item, String approver) {
        DecidedCases.Kept proposed = item.proposed();
        if (proposed == null) return "nobody proposed what was decided";
        Event decided = item.decided().event();
        Duration ahead = Duration.between(decided.recordedAt(), decided.at());
        DecidedCases.Kept opened = item.opened();
        var kept = new PastCase.Kept(
                opened == null ? null : opened.payload(), item.decided().payload(), ahead);
        Optional<CaseFacts> facts = kept.facts(process.intake());
        if (facts.isEmpty()) {
            unweighed++;
            return null;
        }
        Decision again = Decider.decide(
                facts.get(), PastCase.Proposed.answer(proposed.event().body()), process.pinned());
        if (approver.equals(again.approver())) return null;
        return again.approver() == null
                ? "decided again on what is stored, it is not let through: " + again.reason()
                : "decided again on what is stored, another row lets it through: " + again.approver();
    }

    private static String shortened(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }
}

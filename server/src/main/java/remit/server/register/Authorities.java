package remit.server.register;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.ProcessContract;
import remit.register.AuthorityRegister;
import remit.register.Entry;
import remit.register.Limit;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.store.CommitCount;

/**
 * The register of an installation: who may let what through in every process, by the version in force, and
 * the check that whatever went through was allowed. Safe for use by many threads.
 */
public final class Authorities {
    private static final int SHARE = 60;
    private static final Duration DAY = Duration.ofDays(1);

    private final Published published;
    private final Supplier<List<Person>> people;
    private final InstantSource clock;
    private final JdbcClient jdbc;
    private volatile @Nullable Checks lastChecks;

    /** @param commits how many the log had before it was read, {@code took} how long reading took */
    private record Checks(OrphanReport report, long commits, Duration took) {}

    /** @param people everybody with an account */
    public Authorities(Published published, Supplier<List<Person>> people, InstantSource clock) {
        this.published = published;
        this.people = people;
        this.clock = clock;
        this.jdbc = JdbcClient.create(published.source());
    }

    /**
     * The register, or a part of it.
     *
     * @param entries process by process, in the order of the tables
     * @param unreadable why the rules of a process cannot be told, where they cannot
     */
    public record Register(List<Entry> entries, List<Problem> unreadable) {
        public Register {
            entries = List.copyOf(entries);
            unreadable = List.copyOf(unreadable);
        }

        /** The rows that let cases through whatever their amount. */
        public long unlimited() {
            return entries.stream()
                    .filter(entry -> entry.power() == Entry.Power.CLEARS && entry.limit() instanceof Limit.None)
                    .count();
        }

        /** Those of an actor: one who is called so, or else everybody in whose names it stands. */
        public Register of(String who) {
            if (who.isBlank()) return this;
            List<Entry> called =
                    entries.stream().filter(entry -> entry.isCalled(who)).toList();
            return new Register(
                    called.isEmpty()
                            ? entries.stream()
                                    .filter(entry -> entry.mentions(who))
                                    .toList()
                            : called,
                    unreadable);
        }

        public Json.Obj toJson() {
            return Json.object(
                    "items", Json.array(entries.stream().map(Entry::toJson).toList()),
                    "unlimited", unlimited(),
                    "unreadable",
                            Json.array(unreadable.stream().map(Problem::toJson).toList()));
        }
    }

    /** Every process that was ever published here; the levels above them are none. */
    public List<String> processes() {
        return published.versions().published().stream()
                .filter(name -> LevelFiles.kind(name).isEmpty())
                .toList();
    }

    /** @param process only of this one, or null for all */
    public Register register(@Nullable String process) {
        var entries = new ArrayList<Entry>();
        var unreadable = new ArrayList<Problem>();
        for (String id : process == null ? processes() : List.of(process)) {
            switch (published.latest().apply(id).orElse(null)) {
                case null -> {
                    // Nothing of it is in force: nothing is decided by it.
                }
                case Checked.Ok<PublishedProcess>(PublishedProcess found) -> entries.addAll(entries(found));
                case Checked.Refused<PublishedProcess>(List<Problem> problems) -> unreadable.addAll(problems);
            }
        }
        return new Register(entries, unreadable);
    }

    /** Of one version, in force or not. @param pack its hash; empty where none of it is stored */
    public Optional<Register> version(String pack) {
        return published.find().apply(pack).map(found -> switch (found) {
            case Checked.Ok<PublishedProcess>(PublishedProcess process) ->
                new Register(entries(process, ""), List.of());
            case Checked.Refused<PublishedProcess>(List<Problem> problems) -> new Register(List.of(), problems);
        });
    }

    /** By what it learned last: which author an older version had, its cases tell. */
    private List<Entry> entries(PublishedProcess process) {
        String author = published
                .versions()
                .latestAuthor(process.id(), process.contract().author().kind())
                .map(sha256 -> sha256.substring(0, 12))
                .orElse("");
        return entries(process, author);
    }

    private List<Entry> entries(PublishedProcess process, String author) {
        return AuthorityRegister.of(process.pinned()).entries(author, desk(process.contract()));
    }

    private AuthorityRegister.Desk desk(ProcessContract contract) {
        List<String> roles = Arrays.stream(Role.values())
                .filter(role -> role.allows(Role.Permission.REVIEW))
                .map(Role::word)
                .toList();
        List<AuthorityRegister.Reviewer> reviewers = people.get().stream()
                .filter(person -> person.may(Role.Permission.REVIEW))
                .map(person -> reviewer(person, contract))
                .toList();
        return new AuthorityRegister.Desk(roles, reviewers);
    }

    private static AuthorityRegister.Reviewer reviewer(Person person, ProcessContract contract) {
        var aliases = new ArrayList<>(List.of(person.id()));
        if (!person.mail().isEmpty()) aliases.add(person.mail());
        boolean wroteRules =
                contract.people().ruleAuthors().stream().anyMatch(author -> person.isCalled(author.contact()));
        return new AuthorityRegister.Reviewer(person.name(), aliases, wroteRules);
    }

    /** Looks at every case that ever cleared by itself, now. @param process only of this one, or null for all */
    public OrphanReport check(@Nullable String process) {
        long commits = CommitCount.of(jdbc);
        Instant begun = clock.instant();
        OrphanReport report = new OrphanCheck(published.find()).run(published.source(), process, begun);
        if (process == null) lastChecks = new Checks(report, commits, Duration.between(begun, clock.instant()));
        return report;
    }

    /**
     * Looks again where something was committed since the last look, but never for more than a sixtieth of the time; once
     * a day also where nothing was, because who changes evidence behind the log's back commits nothing to it.
     */
    public void tend() {
        Checks last = lastChecks;
        if (last != null) {
            Duration since = Duration.between(last.report.checkedAt(), clock.instant());
            boolean soon = since.compareTo(last.took.multipliedBy(SHARE)) < 0;
            boolean same = since.compareTo(DAY) < 0 && CommitCount.of(jdbc) == last.commits;
            if (soon || same) return;
        }
        check(null);
    }

    /** What the last check of every process gave, since this program runs. */
    public Optional<OrphanReport> lastCheck() {
        return Optional.ofNullable(lastChecks).map(Checks::report);
    }
}

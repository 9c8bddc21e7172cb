package remit.server.register;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

/**
 * The register of an installation: who may let what through in every process, by the version in force, and
 * the check that whatever went through was allowed. Safe for use by many threads.
 */
public final class Authorities {
    private final Published published;
    private final Supplier<List<Person>> people;
    private final InstantSource clock;
    private volatile @Nullable OrphanReport lastCheck;

    /** @param people everybody with an account */
    public Authorities(Published published, Supplier<List<Person>> people, InstantSource clock) {
        this.published = published;
        this.people = people;
        this.clock = clock;
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
        OrphanReport report = new OrphanCheck(published.find()).run(published.source(), process, clock.instant());
        if (process == null) lastCheck = report;
        return report;
    }

    /** What the last check of every process gave, since this program runs. */
    public Optional<OrphanReport> lastCheck() {
        return Optional.ofNullable(lastCheck);
    }
}

package remit.server.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import remit.change.Accounts;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;

/**
 * The door to {@code access.yaml}: who exists, who may sign in, which key belongs to whom. Safe for many threads and for
 * several programs on one data directory: a change takes a file lock, and every question sees the newest file, so that a
 * link made on the command line works at once and a role taken away is gone with the next request.
 *
 * <p>A file that broke while the server runs grants nothing: every question throws {@link ProblemException} until it is
 * repaired. Secrets are kept as SHA-256: they are 32 random bytes, which no dictionary finds.
 */
public final class Access {
    /** How long a sign-in link lives. */
    public static final Duration LINK_LIFE = Duration.ofMinutes(15);

    private static final int SECRET_BYTES = 32;
    private static final int TRIES = 5;
    private static final long SETTLING = 100;

    private final AccessFile file;
    private final InstantSource clock;
    private final SecureRandom random;
    private final boolean firstStart;
    private final AccessLock turn;
    private final @Nullable Recording recording;

    /** Where changes are recorded, and as whose. */
    private record Recording(AccessEvidence evidence, Actor by) {}

    private Access(Path file, InstantSource clock, boolean firstStart) {
        this.file = new AccessFile(file);
        this.clock = clock;
        this.random = new SecureRandom();
        this.firstStart = firstStart;
        this.turn = new AccessLock(file);
        this.recording = null;
    }

    private Access(Access door, Recording recording) {
        this.file = door.file;
        this.clock = door.clock;
        this.random = door.random;
        this.firstStart = door.firstStart;
        this.turn = door.turn;
        this.recording = recording;
    }

    /** Whether its file still stands where it stood. */
    public boolean isThere() {
        return file.isThere();
    }

    /** The same door, through which nothing changes that is not recorded first. @param by whoever changes it by this door */
    public Access recordedBy(AccessEvidence evidence, Actor by) {
        return new Access(this, new Recording(evidence, by));
    }

    /** Records what was changed in the file itself, where that is not known yet. @return the accounts as recorded */
    public Accounts noted() {
        if (recording == null) throw new IllegalStateException("nothing is recorded by this door");
        AccessEvidence evidence = recording.evidence();
        return alone(() -> noted(evidence));
    }

    private Accounts noted(AccessEvidence evidence) {
        Found found = found(evidence);
        evidence.cameFrom(found.file());
        return found.accounts();
    }

    /** The accounts as they are recorded by now; looking at them records nothing. */
    public Accounts recorded() {
        if (recording == null) throw new IllegalStateException("nothing is recorded by this door");
        return recording.evidence().accounts();
    }

    /** What the file says, all of it recorded. */
    private record Found(AccessFile.Read file, Accounts accounts) {}

    private Found found(AccessEvidence evidence) {
        AccessFile.Read now = file.current();
        Optional<Accounts> known = evidence.known(now);
        if (known.isPresent()) return new Found(now, known.get());
        AccessFile.Read settled = file.settled(() -> AccessLock.pause(SETTLING));
        return new Found(settled, evidence.record(settled, EvidenceLog.engine()));
    }

    /** The file once it stays as it is. */
    Registry settled(Runnable pause) {
        return file.settled(pause).registry();
    }

    /**
     * Goes by what another node took into force. An edit of that in this file is taken into force now: by the next change on any
     * node it would be one of an older version, and lost.
     */
    public void follow() {
        if (recording == null || !recording.evidence().isShared()) return;
        AccessEvidence evidence = recording.evidence();
        alone(() -> evidence.isEdited() ? noted(evidence) : evidence.accounts());
    }

    /** Does it from the beginning, with the file as it is by then, where another program recorded something meanwhile. */
    private <T> T alone(Supplier<T> work) {
        return turn.holding(() -> {
            for (int left = TRIES; ; left--) {
                try {
                    if (recording != null) recording.evidence().follow();
                    return work.get();
                } catch (ConflictException meanwhile) {
                    if (left == 1) throw meanwhile;
                }
            }
        });
    }

    /** Opens access.yaml of a data directory; makes it with the local user as administrator when there is none. */
    public static Checked<Access> open(Path dataDirectory) {
        return open(dataDirectory, InstantSource.system(), OsAccount.name());
    }

    /**
     * The same for a data directory that may hold evidence. A file that is gone from there was taken away: another one in
     * its place would give everything to whoever starts the next command.
     *
     * @param known whether evidence knows of people; asked only where there is no file
     */
    public static Checked<Access> open(Path dataDirectory, BooleanSupplier known) {
        Path file = dataDirectory.resolve("access.yaml");
        return Files.exists(file) || !known.getAsBoolean()
                ? open(dataDirectory)
                : Checked.refused(new Problem(
                        "RMT-602",
                        file.toString(),
                        "is missing, and evidence knows of people who had access",
                        "restore it from a backup"));
    }

    /** @param osUser the operating system user who becomes administrator when there is no file yet */
    public static Checked<Access> open(Path dataDirectory, InstantSource clock, String osUser) {
        Path file = dataDirectory.resolve("access.yaml");
        boolean first = !Files.exists(file);
        var access = new Access(file, clock, first);
        try {
            if (first && access.turn.stands()) return Checked.refused(gone(file));
            if (first) access.create(dataDirectory, file, osUser);
            access.current();
            return Checked.ok(access);
        } catch (ProblemException e) {
            return Checked.refused(e.problems().stream()
                    .map(p -> p.in(dataDirectory.toString()))
                    .toList());
        } catch (IOException e) {
            return Checked.refused(new Problem(
                    "RMT-602",
                    file.toString(),
                    "cannot be written: " + e.getMessage(),
                    "make the folder writable for the user that runs remit"));
        }
    }

    /** A new administrator in place of everybody would be as good as a lost file for whoever removes it. */
    private static Problem gone(Path file) {
        return new Problem(
                "RMT-602",
                file.toString(),
                "is gone, and it was there before: access.lock still is",
                "restore it; to begin anew with an administrator alone, delete access.lock too");
    }

    private void create(Path dataDirectory, Path file, String osUser) throws IOException {
        Files.createDirectories(dataDirectory);
        var roles = EnumSet.of(Role.PLATFORM_ADMIN, Role.PROCESS_OWNER, Role.APPROVER, Role.REVIEWER);
        var person = new Person(newId("p_"), osUser, "", roles, false, osUser);
        AccessWriter.write(file, new Registry(List.of(person), List.of(), List.of()));
    }

    /** Whether this object made the file, so that nobody can have a link yet. */
    public boolean firstStart() {
        return firstStart;
    }

    public List<Person> people() {
        return current().people();
    }

    /** The person with that id, as the file says now. */
    public Optional<Person> person(String id) {
        return current().people().stream().filter(p -> p.id().equals(id)).findFirst();
    }

    /** What a person with an account is called. */
    public Optional<String> nameOf(String id) {
        return person(id).map(Person::name);
    }

    /** What a signed-in person is now; empty when they were removed. */
    public Optional<Caller> caller(String personId) {
        return person(personId).map(p -> new Caller(p.actor(), p.name(), Role.permissionsOf(p.roles())));
    }

    /** Who a link is for, without using it up; empty when it is unknown, used or expired. */
    public Optional<Person> linkedPerson(String token) {
        String sha256 = Digest.sha256Hex(token);
        Instant now = clock.instant();
        return current().links().stream()
                .filter(link -> link.sha256().equals(sha256) && link.expires().isAfter(now))
                .findFirst()
                .flatMap(link -> person(link.person()));
    }

    /** Uses a link up; the second call with the same token finds nothing. */
    public Optional<Person> signIn(String token) {
        String sha256 = Digest.sha256Hex(token);
        var used = new java.util.concurrent.atomic.AtomicReference<Registry.@Nullable Link>();
        change(registry -> {
            registry.links().stream()
                    .filter(link ->
                            link.sha256().equals(sha256) && link.expires().isAfter(clock.instant()))
                    .findFirst()
                    .ifPresentOrElse(used::set, () -> used.set(null));
            return registry.without(sha256, clock.instant());
        });
        Registry.Link link = used.get();
        return link == null ? Optional.empty() : person(link.person());
    }

    /** The person the command line acts as. @param as an id, mail address or name given with {@code --as}, or null */
    public Checked<Person> personForCli(String osUser, @Nullable String as) {
        Optional<Person> self =
                people().stream().filter(p -> osUser.equals(p.cli())).findFirst();
        if (self.isEmpty()) {
            return Checked.refused(new Problem(
                    "RMT-603",
                    "access.yaml",
                    "no person has `cli: " + osUser + "`",
                    "add that line to the person who uses this account"));
        }
        if (as == null) return Checked.ok(self.get());
        if (!self.get().mayActAs()) {
            return Checked.refused(new Problem(
                    "RMT-604",
                    "--as " + as,
                    self.get().name() + " may not act as somebody else",
                    "sign in as that person, or let an administrator set `may_act_as: true`"));
        }
        return find(as);
    }

    /** By id, mail address or name. */
    public Checked<Person> find(String idMailOrName) {
        List<Person> found =
                people().stream().filter(p -> p.isCalled(idMailOrName)).toList();
        if (found.size() == 1) return Checked.ok(found.getFirst());
        return Checked.refused(new Problem(
                "RMT-605",
                "access.yaml",
                found.size() + " people are called \"" + idMailOrName + "\"",
                "use the id, one of " + people().stream().map(Person::id).toList()));
    }

    /** Who a key belongs to; empty when it is unknown or expired, or its person is gone. */
    public Optional<Caller> keyFor(String key) {
        String sha256 = Digest.sha256Hex(key);
        Registry registry = current();
        return registry.keys().stream()
                .filter(k -> k.sha256().equals(sha256) && k.grant().expires().isAfter(clock.instant()))
                .findFirst()
                .flatMap(this::callerOf);
    }

    private Optional<Caller> callerOf(ApiKey key) {
        EnumSet<Role.Permission> permissions = EnumSet.noneOf(Role.Permission.class);
        for (ApiKey.Scope scope : key.grant().scopes()) permissions.add(scope.permission());
        String person = key.owner().person();
        if (person == null) {
            permissions.remove(Role.Permission.REVIEW);
            var actor = new Actor(Actor.Kind.SERVICE, key.owner().service());
            return Optional.of(new Caller(actor, key.name(), permissions));
        }
        return caller(person).map(self -> {
            permissions.retainAll(self.permissions());
            return new Caller(self.actor(), self.name(), permissions);
        });
    }

    public Person newPerson(String name, String mail, Set<Role> roles, @Nullable String cli) {
        var person = new Person(newId("p_"), name, mail, roles, false, cli);
        change(registry -> registry.with(person));
        return person;
    }

    /**
     * Makes a key and returns its text, which is never shown again.
     *
     * @param environment a word in the key that tells people where it belongs ({@code rmt_live_...})
     * @param person whose key it is, or null for a service's own account
     */
    public String newKey(String name, String environment, @Nullable Person person, ApiKey.Grant grant) {
        if (!environment.matches("[a-z0-9]{1,12}")) throw new IllegalArgumentException("environment: " + environment);
        String text = "rmt_" + environment + "_" + secret();
        var owner = new ApiKey.Owner(newId("s_"), person == null ? null : person.id());
        change(registry -> registry.with(new ApiKey(newId("k_"), name, owner, Digest.sha256Hex(text), grant)));
        return text;
    }

    /** Makes a sign-in token: single use, {@link #LINK_LIFE}. The caller puts it into a link. */
    public String newLink(Person person) {
        String token = secret();
        Instant now = clock.instant();
        change(registry -> registry.without("", now)
                .with(new Registry.Link(Digest.sha256Hex(token), person.id(), now.plus(LINK_LIFE))));
        return token;
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String newId(String prefix) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }

    private void change(UnaryOperator<Registry> change) {
        alone(() -> {
            // Recorded before it is done: what then is not done is found missing, never the other way about.
            Registry after = recording == null ? change.apply(current()) : recorded(recording, change);
            file.write(after);
            if (recording != null) recording.evidence().cameFrom(AccessFile.Read.of(after));
            return after;
        });
    }

    private Registry recorded(Recording by, UnaryOperator<Registry> change) {
        Registry after = change.apply(found(by.evidence()).file().registry());
        by.evidence().record(AccessFile.Read.of(after), by.by());
        return after;
    }

    private Registry current() {
        return file.current().registry();
    }
}

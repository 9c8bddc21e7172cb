package remit.server.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.change.AccessEvent;
import remit.change.Accounts;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.kernel.Keyring;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * The evidence of who got which account, right, link or key, and by whom: one thread of events for the installation. What
 * somebody wrote into access.yaml by hand is found and recorded too, without who did it.
 */
public final class AccessEvidence {
    /** The name under which these events stand; no process can have it. */
    private static final String SUBJECT = "@access";

    private static final String THREAD = "access";
    private static final int MARK = 16;

    private final JdbcClient jdbc;
    private final EvidenceLog log;
    private final Keyring keyring;
    private final InstantSource clock;
    private final @Nullable SharedAccess shared;

    public AccessEvidence(DataSource source, EvidenceLog log, Keyring keyring, InstantSource clock) {
        this(JdbcClient.create(source), log, keyring, clock, null);
    }

    private AccessEvidence(
            JdbcClient jdbc, EvidenceLog log, Keyring keyring, InstantSource clock, @Nullable SharedAccess shared) {
        this.jdbc = jdbc;
        this.log = log;
        this.keyring = keyring;
        this.clock = clock;
        this.shared = shared;
    }

    /** The same where several nodes have a file each: with what is recorded the file is taken into force for all of them. */
    public AccessEvidence sharing(SharedAccess file) {
        return new AccessEvidence(jdbc, log, keyring, clock, file);
    }

    boolean isShared() {
        return shared != null;
    }

    /** Goes by what another node took into force since; nothing where there is one file only. */
    void follow() {
        if (shared != null) shared.follow();
    }

    /** Whether this node's file is an edit of what holds for all nodes. */
    boolean isEdited() {
        return shared != null && shared.isEdited();
    }

    /** Remembers that this node's file is what holds, so that a later edit of it is known for one. */
    void cameFrom(AccessFile.Read file) {
        if (shared != null) shared.cameFrom(file.text());
    }

    /** Whether anybody's account was ever recorded: a first start records the first one at once. */
    public boolean knowsPeople() {
        return jdbc.sql("select exists (select 1 from event_thread where thread = ?)")
                .param(THREAD)
                .query(Boolean.class)
                .single();
    }

    /** The accounts as they are recorded. */
    Accounts accounts() {
        List<Stored> events = jdbc.sql("select e.type, e.leaf, e.actor, e.at from event_thread t"
                        + " join event e on e.id = t.event_id where t.thread = ? order by t.seq")
                .param(THREAD)
                .query((row, _) -> stored(row))
                .list();
        Accounts accounts = Accounts.NONE;
        for (Stored each : events) accounts = accounts.apply(each.event(), each.by(), each.at());
        return accounts;
    }

    private record Stored(AccessEvent event, Actor by, Instant at) {}

    private static Stored stored(ResultSet row) throws SQLException {
        Json.Obj body = Json.parseObject(row.getString(2)).object("body");
        return new Stored(
                AccessEvent.of(row.getString(1), body),
                Actor.parse(row.getString(3)),
                row.getTimestamp(4).toInstant());
    }

    /** The accounts as they are recorded, where that is what is listed and holds for all nodes. */
    Optional<Accounts> known(AccessFile.Read now) {
        Accounts known = accounts();
        boolean recorded = known.towards(listed(now.registry())).isEmpty();
        return recorded && (shared == null || shared.isInForce(now.text())) ? Optional.of(known) : Optional.empty();
    }

    /**
     * Records how the accounts came to what is listed; nothing where they are so already. Throws {@link ConflictException}
     * where another program recorded something first, perhaps the same: what is listed may be another by then.
     *
     * @param by who did it; the program itself for what was found done
     * @return the accounts afterwards
     */
    Accounts record(AccessFile.Read file, Actor by) {
        Registry now = file.registry();
        Accounts known = accounts();
        List<AccessEvent> events = known.towards(listed(now));
        if (events.isEmpty()) {
            // What people are called, or a link that was used up: no event, and true on every node all the same.
            if (shared != null) shared.take(file.text());
            return known;
        }
        var steps = new ArrayList<ProcessWrite.Step>();
        for (AccessEvent event : events) {
            steps.add(new ProcessWrite.Step(
                    SUBJECT,
                    new ProcessWrite.Place(THREAD, known.seq() + steps.size() + 1),
                    event.type(),
                    by,
                    Json.EMPTY,
                    event.body(),
                    words(event, now)));
        }
        List<ProcessWrite.Beside> beside = shared == null ? List.of() : shared.taking(file.text());
        EvidenceLog.await(log.append(ProcessWrite.with(clock.instant(), steps, beside)));
        if (shared != null) shared.taken();
        return accounts();
    }

    private Accounts.Listed listed(Registry registry) {
        Map<String, AccessEvent.Rights> people =
                registry.people().stream().collect(Collectors.toMap(Person::id, this::rights));
        var keys = new HashMap<String, AccessEvent.Key>();
        for (ApiKey key : registry.keys()) keys.put(key.id(), key(key));
        var links = new HashMap<String, String>();
        for (Registry.Link link : registry.links()) links.put(mark(link.sha256()), link.person());
        return new Accounts.Listed(people, keys, links);
    }

    private AccessEvent.Rights rights(Person person) {
        String cli = person.cli();
        return new AccessEvent.Rights(
                person.roles().stream().map(Role::word).collect(Collectors.toSet()),
                person.may(Role.Permission.APPROVE_RULES),
                person.mayActAs(),
                cli == null ? "" : keyring.id("account", Json.object("cli", cli)));
    }

    private static AccessEvent.Key key(ApiKey key) {
        String person = key.owner().person();
        return new AccessEvent.Key(
                person == null ? key.owner().service() : person,
                key.grant().scopes().stream().map(ApiKey.Scope::word).collect(Collectors.toSet()),
                mark(key.sha256()),
                key.grant().scopes().contains(ApiKey.Scope.RULES_APPROVE));
    }

    /** Enough to tell two apart; digests of 32 random bytes give nothing away. */
    private static String mark(String sha256) {
        return sha256.substring(0, Math.min(MARK, sha256.length()));
    }

    /** What people are called stays where it can be erased. */
    private static Json.@Nullable Obj words(AccessEvent event, Registry registry) {
        return switch (event) {
            case AccessEvent.Added(String person, AccessEvent.Rights _, boolean _) -> words(person, registry);
            case AccessEvent.Changed(String person, AccessEvent.Rights _) -> words(person, registry);
            case AccessEvent.KeyMade(String id, AccessEvent.Key _, boolean _) ->
                registry.keys().stream()
                        .filter(key -> key.id().equals(id))
                        .map(key -> Json.object("name", key.name()))
                        .findFirst()
                        .orElse(null);
            case AccessEvent.Removed _, AccessEvent.Linked _, AccessEvent.KeyRemoved _ -> null;
        };
    }

    private static Json.@Nullable Obj words(String id, Registry registry) {
        return registry.people().stream()
                .filter(person -> person.id().equals(id))
                .map(person -> Json.object("name", person.name(), "mail", person.mail(), "cli", person.cli()))
                .findFirst()
                .orElse(null);
    }
}

package remit.change;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import remit.kernel.Json;

/**
 * What happened to the accounts by which people and programs use an installation. No name, no address and no secret stands
 * in it: those of people are payload. An event never changes its form; a new one gets a new type.
 */
public sealed interface AccessEvent {
    /** Somebody has an account. @param found whether it stood there when this evidence began */
    record Added(String person, Rights rights, boolean found) implements AccessEvent {}

    /** Somebody's account has other rights. */
    record Changed(String person, Rights rights) implements AccessEvent {}

    /** Somebody has no account any more. */
    record Removed(String person) implements AccessEvent {}

    /** A link was made that signs somebody in. @param link the beginning of its digest */
    record Linked(String person, String link, boolean found) implements AccessEvent {}

    /** A key was made. @param key its id, which is no secret */
    record KeyMade(String key, Key made, boolean found) implements AccessEvent {}

    /** A key is gone. */
    record KeyRemoved(String key) implements AccessEvent {}

    /**
     * What an account may do.
     *
     * @param roles as access.yaml spells them
     * @param approves whether they let it approve changes of rules
     * @param actsAs whether its command line may act as somebody else
     * @param account opaque id of the operating system's account whose command line acts as this person; empty without
     */
    record Rights(Set<String> roles, boolean approves, boolean actsAs, String account) {
        public Rights {
            roles = Set.copyOf(roles);
        }
    }

    /**
     * What a key is.
     *
     * @param holder in whose name it acts: a person, or a service of its own
     * @param mark the beginning of its digest: another one is another key
     * @param approves whether it is made for approving changes of rules
     */
    record Key(String holder, Set<String> scopes, String mark, boolean approves) {
        public Key {
            scopes = Set.copyOf(scopes);
        }
    }

    /** The type as it stands in a leaf. */
    default String type() {
        return switch (this) {
            case Added ignored -> "PersonAdded";
            case Changed ignored -> "PersonChanged";
            case Removed ignored -> "PersonRemoved";
            case Linked ignored -> "LinkMade";
            case KeyMade ignored -> "KeyMade";
            case KeyRemoved ignored -> "KeyRemoved";
        };
    }

    /** The body as it stands in a leaf. */
    default Json.Obj body() {
        return switch (this) {
            case Added(String person, Rights rights, boolean found) -> found(rights(person, rights), found);
            case Changed(String person, Rights rights) -> rights(person, rights);
            case Removed(String person) -> Json.object("person", person);
            case Linked(String person, String link, boolean found) ->
                found(Json.object("person", person, "link", link), found);
            case KeyMade(String key, Key made, boolean found) ->
                found(
                        Json.object(
                                "key", key,
                                "holder", made.holder(),
                                "scopes",
                                        Json.strings(new TreeSet<>(made.scopes())
                                                .stream().toList()),
                                "mark", made.mark(),
                                "approves", made.approves()),
                        found);
            case KeyRemoved(String key) -> Json.object("key", key);
        };
    }

    private static Json.Obj found(Json.Obj body, boolean found) {
        return found ? body.with("found", Json.of(true)) : body;
    }

    private static Json.Obj rights(String person, Rights rights) {
        return Json.object(
                "person", person,
                "roles", Json.strings(new TreeSet<>(rights.roles()).stream().toList()),
                "approves", rights.approves(),
                "may_act_as", rights.actsAs(),
                "account", rights.account());
    }

    /** Reads what {@link #type} and {@link #body} wrote. @throws IllegalArgumentException for anything else */
    static AccessEvent of(String type, Json.Obj body) {
        return switch (type) {
            case "PersonAdded" -> new Added(body.text("person", ""), rights(body), body.flag("found"));
            case "PersonChanged" -> new Changed(body.text("person", ""), rights(body));
            case "PersonRemoved" -> new Removed(body.text("person", ""));
            case "LinkMade" -> new Linked(body.text("person", ""), body.text("link", ""), body.flag("found"));
            case "KeyMade" ->
                new KeyMade(
                        body.text("key", ""),
                        new Key(
                                body.text("holder", ""),
                                texts(body, "scopes"),
                                body.text("mark", ""),
                                body.flag("approves")),
                        body.flag("found"));
            case "KeyRemoved" -> new KeyRemoved(body.text("key", ""));
            default -> throw new IllegalArgumentException("type: " + type);
        };
    }

    private static Rights rights(Json.Obj body) {
        return new Rights(
                texts(body, "roles"), body.flag("approves"), body.flag("may_act_as"), body.text("account", ""));
    }

    private static Set<String> texts(Json.Obj body, String name) {
        var texts = new HashSet<String>();
        for (Json text : body.array(name)) texts.add(((Json.Str) text).text());
        return texts;
    }
}

package remit.server.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;

/**
 * Somebody with an account here.
 *
 * @param id opaque, {@code p_...}: the only thing evidence ever says of them
 * @param name what others call them; {@code mail} may be empty
 * @param mayActAs whether their command line may act as somebody else ({@code --as})
 * @param cli the operating system user whose command line acts as this person, or null
 */
public record Person(
        String id,
        String name,
        String mail,
        Set<Role> roles,
        boolean mayActAs,
        @Nullable String cli) {
    public Person {
        if (!id.matches("p_[0-9a-z]{4,40}")) throw new IllegalArgumentException("id: " + id);
        if (name.isBlank()) throw new IllegalArgumentException("name: blank");
        roles = roles.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    public Actor actor() {
        return new Actor(Actor.Kind.PERSON, id);
    }

    /** Whether {@code who} is their id, mail address or name, as people write them. */
    public boolean isCalled(String who) {
        String asked = who.strip();
        return !asked.isEmpty() && (id.equals(asked) || mail.equalsIgnoreCase(asked) || name.equalsIgnoreCase(asked));
    }

    public boolean may(Role.Permission permission) {
        return Role.permissionsOf(roles).contains(permission);
    }
}

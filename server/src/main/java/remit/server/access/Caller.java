package remit.server.access;

import java.util.Set;
import remit.kernel.Actor;

/**
 * Who is asking, as {@link Access} authenticated them: the only way from a request to an {@link Actor}.
 *
 * @param name for screens; never for evidence
 */
public record Caller(Actor actor, String name, Set<Role.Permission> permissions) {
    public Caller {
        permissions = Set.copyOf(permissions);
    }

    public boolean may(Role.Permission permission) {
        return permissions.contains(permission);
    }
}

package remit.server.access;

import remit.kernel.Actor;
import remit.kernel.Json;

/** In whose name something is done, and whose account did it: another one where a person acts as somebody else. */
public record Acting(Actor actor, Actor account) {
    /** Somebody under their own account. */
    public static Acting self(Actor actor) {
        return new Acting(actor, actor);
    }

    /** The body of an event, with the account that acted where the event's actor is somebody else. */
    public Json.Obj sign(Json.Obj body) {
        return account.equals(actor) ? body : body.with("on_behalf_by", Json.of(account.id()));
    }
}

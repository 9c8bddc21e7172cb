package remit.server.web.tell;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import remit.change.ChangeState;
import remit.kernel.Actor;
import remit.server.access.Person;

/**
 * The people who have an account here.
 *
 * @param names a person's name by their id
 * @param all everybody
 * @param ties what evidence tells of their accounts by now
 */
public record People(UnaryOperator<String> names, Supplier<List<Person>> all, Supplier<Ties> ties) {
    /** Why somebody is no second person for a change. */
    public interface Ties {
        Optional<String> tie(Actor person, ChangeState change);
    }

    /** An actor for people. */
    public String name(Actor actor) {
        return actor.kind() == Actor.Kind.PERSON ? names.apply(actor.id()) : actor.toString();
    }
}

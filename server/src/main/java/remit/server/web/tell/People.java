package remit.server.web.tell;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import remit.kernel.Actor;
import remit.server.access.Person;

/** The people who have an account here. @param names a person's name by their id @param all everybody */
public record People(UnaryOperator<String> names, Supplier<List<Person>> all) {
    /** An actor for people. */
    public String name(Actor actor) {
        return actor.kind() == Actor.Kind.PERSON ? names.apply(actor.id()) : actor.toString();
    }
}

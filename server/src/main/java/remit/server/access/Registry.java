package remit.server.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Everything access.yaml says. Immutable; a change is a new registry. */
record Registry(List<Person> people, List<ApiKey> keys, List<Link> links) {
    Registry {
        people = List.copyOf(people);
        keys = List.copyOf(keys);
        links = List.copyOf(links);
    }

    /** A sign-in link that was handed out and not yet used. @param sha256 of the token, hex */
    record Link(String sha256, String person, Instant expires) {}

    Registry with(Person person) {
        var more = new ArrayList<>(people);
        more.add(person);
        return new Registry(more, keys, links);
    }

    Registry with(ApiKey key) {
        var more = new ArrayList<>(keys);
        more.add(key);
        return new Registry(people, more, links);
    }

    Registry with(Link link) {
        var more = new ArrayList<>(links);
        more.add(link);
        return new Registry(people, keys, more);
    }

    /** Without the link and without every one that has expired. */
    Registry without(String linkSha256, Instant now) {
        return new Registry(
                people,
                keys,
                links.stream()
                        .filter(link -> !link.sha256().equals(linkSha256)
                                && link.expires().isAfter(now))
                        .toList());
    }
}

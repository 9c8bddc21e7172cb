package remit.server.wiring;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import remit.authority.AuthorityTable;
import remit.kernel.Actor;
import remit.server.access.Person;
import remit.server.catalog.PublishedProcess;

/** A published process in the form that pages show. */
final class ShownProcess {
    private ShownProcess() {}

    /** @param people everybody with an account here, who may have written rules */
    static remit.server.web.PublishedProcess of(PublishedProcess process, List<Person> people) {
        AuthorityTable table = process.pinned().table();
        return new remit.server.web.PublishedProcess(
                process.pack().versions().pack(),
                process.contract(),
                process.intake(),
                new remit.server.web.PublishedProcess.Rules(
                        table.name(),
                        table.hitPolicy().letter(),
                        table.inputs().stream().map(input -> input.label()).toList(),
                        table.rows().stream()
                                .map(row -> new remit.server.web.PublishedProcess.Row(
                                        row.number(),
                                        row.cells().stream()
                                                .map(cell -> cell.text())
                                                .toList(),
                                        row.ruling().word(),
                                        row.reason()))
                                .toList()),
                ruleAuthors(process, people));
    }

    private static Set<Actor> ruleAuthors(PublishedProcess process, List<Person> people) {
        Set<String> mails = process.contract().people().ruleAuthors().stream()
                .map(author -> author.contact().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return people.stream()
                .filter(person -> mails.contains(person.mail().toLowerCase(Locale.ROOT)))
                .map(Person::actor)
                .collect(Collectors.toSet());
    }
}

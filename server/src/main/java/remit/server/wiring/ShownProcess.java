package remit.server.wiring;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import remit.authority.AuthorityTable;
import remit.kernel.Actor;
import remit.register.AuthorityRegister;
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
                        table.version(),
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
                ruleAuthors(process, people),
                AuthorityRegister.of(process.pinned()).statement());
    }

    private static Set<Actor> ruleAuthors(PublishedProcess process, List<Person> people) {
        return people.stream()
                .filter(person -> process.contract().people().ruleAuthors().stream()
                        .anyMatch(author -> person.isCalled(author.contact())))
                .map(Person::actor)
                .collect(Collectors.toSet());
    }

    /** A sentence for each author of the rules whom nobody can keep from approving: they have no account here. */
    static List<String> strangers(PublishedProcess process, List<Person> people) {
        return process.contract().people().ruleAuthors().stream()
                .filter(author -> people.stream().noneMatch(person -> person.isCalled(author.contact())))
                .map(author ->
                        process.id() + ": \"" + author.contact() + "\" wrote the rules but is no account here, so"
                                + " nothing keeps them from approving what the rules hold: write their mail address, id or name"
                                + " of `remit access people` under people.rule_authors")
                .toList();
    }
}

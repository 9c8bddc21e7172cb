package remit.server.wiring;

import remit.authority.DecisionTable;
import remit.server.catalog.PublishedProcess;

/** A published process in the form that pages show. */
final class ShownProcess {
    private ShownProcess() {}

    static remit.server.web.PublishedProcess of(PublishedProcess process) {
        DecisionTable table = process.pinned().table();
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
                null);
    }
}

package remit.server.web;

import java.util.List;
import java.util.Set;
import remit.kernel.Actor;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.register.Statement;

/**
 * One version of a process as its pages show it.
 *
 * @param version SHA-256 of the pack, hex
 * @param statement who may decide what, for whom, under which rules
 * @param rulesBy who wrote the rules, as far as they have an account here: they may not approve cases held by them
 */
public record PublishedProcess(
        String version, ProcessContract contract, Intake intake, Rules rules, Set<Actor> rulesBy, Statement statement) {
    public PublishedProcess {
        rulesBy = Set.copyOf(rulesBy);
    }

    /** The decision table as people read it. @param version its own SHA-256, hex; {@code hitPolicy} F or U */
    public record Rules(String name, String version, String hitPolicy, List<String> inputs, List<Row> rows) {
        public Rules {
            inputs = List.copyOf(inputs);
            rows = List.copyOf(rows);
        }
    }

    /** One row. @param number from 1, as approvers and reasons name it; {@code cells} one an input */
    public record Row(int number, List<String> cells, String verdict, String reason) {
        public Row {
            cells = List.copyOf(cells);
        }
    }
}

package remit.server.web.api;

import java.util.List;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Access;
import remit.server.access.Acting;
import remit.server.access.Caller;
import remit.server.acts.Acts;
import remit.server.cases.CaseStory;
import remit.server.incidents.IncidentFold;
import remit.server.store.CaseReader;
import remit.server.store.Database;
import remit.server.store.Rebuild;
import remit.server.store.VersionStore;
import remit.server.web.LookDesk;

/** What the command line asks of a server: the same answers that it gives on a data directory. */
final class Stories {
    private final DataSource source;
    private final Access access;
    private final Predicate<String> hidden;
    private final Acts acts;

    /** @param hidden whether a case must not be told yet, by its id */
    Stories(DataSource source, Access access, Predicate<String> hidden, Acts acts) {
        this.source = source;
        this.access = access;
        this.hidden = hidden;
        this.acts = acts;
    }

    /** The story of one case. It is named in the query, because a key may hold what a path cannot. */
    ServerResponse story(ServerRequest request) {
        String which = request.param("case").orElse("");
        if (which.isBlank()) {
            return ApiProblems.of(
                    400, new Problem("RMT-092", "case", "no case is named", "add ?case= and an id or PROCESS/KEY"));
        }
        Database.Installation installation = Database.installation(source);
        var reader = new CaseReader(source, installation.organisation(), installation.keyring());
        return switch (reader.find(which)) {
            case Checked.Ok<CaseReader.CaseRow>(CaseReader.CaseRow row) ->
                hidden.test(row.caseId())
                        ? ApiProblems.of(409, LookDesk.HIDDEN)
                        : ApiProblems.json(
                                200, new CaseStory(reader, new VersionStore(source), access::nameOf).tell(row));
            case Checked.Refused<CaseReader.CaseRow>(List<Problem> problems) -> ApiProblems.of(404, problems, null);
        };
    }

    /** Folds the projections anew; a caller with little patience may go, the work is finished all the same. */
    ServerResponse rebuild(Caller caller) {
        try (Acts.Begun act = acts.begin(Acts.Kind.REBUILD, Acting.self(caller.actor()), Json.EMPTY)) {
            Rebuild.Result result = new Rebuild(source, IncidentFold::mend).run();
            act.done(result.counts());
            return ApiProblems.json(200, result.toJson());
        }
    }
}

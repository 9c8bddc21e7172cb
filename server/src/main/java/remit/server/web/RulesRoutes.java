package remit.server.web;

import java.util.List;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** The addresses of rules and their changes: the same below a process, the organisation and a domain. */
final class RulesRoutes {
    private static final List<String> SUBJECTS =
            List.of("/processes/{id}/rules", "/levels/organisation/rules", "/levels/domains/{domain}/rules");

    private final RulesPages rules;
    private final RulesForms forms;
    private final ChangePages changes;

    RulesRoutes(ReaderPages pages) {
        this.rules = new RulesPages(pages);
        this.forms = new RulesForms(pages);
        this.changes = new ChangePages(pages);
    }

    RouterFunction<ServerResponse> router(Callers callers, Failures failures) {
        RouterFunctions.Builder routes = RouterFunctions.route();
        for (String subject : SUBJECTS) {
            routes.GET(subject, rules::show)
                    .GET(subject + ".{kind:dmn|csv|xlsx}", rules::download)
                    .GET(subject + "/compare", rules::compare)
                    .POST(subject + "/rollback", rules::rollBack)
                    .GET(subject + "/edit", forms::edit)
                    .POST(subject + "/edit", forms::edited)
                    .POST(subject + "/file", forms::upload);
        }
        return routes.POST("/cases/{id}/propose", changes::propose)
                .GET("/changes", changes::list)
                .GET("/changes/{id}", changes::change)
                .POST("/changes/{id}", changes::decide)
                .filter(new Threshold(callers, failures)::pass)
                .onError(Throwable.class, failures::of)
                .build();
    }
}

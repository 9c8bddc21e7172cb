package remit.server.web;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.halt.HaltScope;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.halts.HaltDesk;
import remit.server.web.api.HaltForms;
import remit.server.web.page.HaltsPage;

/** What is halted, for everybody who may read; the plug and the way back for those who may. */
final class HaltPages {
    private final ReaderPages pages;
    private final HaltDesk desk;

    HaltPages(ReaderPages pages) {
        this.pages = pages;
        this.desk = pages.parts().halts();
    }

    RouterFunction<ServerResponse> router(Callers callers, Failures failures) {
        return RouterFunctions.route()
                .GET("/halts", this::show)
                .POST("/halts", this::move)
                .filter(new Threshold(callers, failures)::pass)
                .onError(Throwable.class, failures::of)
                .build();
    }

    private ServerResponse show(ServerRequest request) {
        return show(request, 200, List.of());
    }

    private ServerResponse show(ServerRequest request, int status, List<String> errors) {
        boolean words = pages.may(Permission.SEE_CONTENT);
        var may = new HaltsPage.May(pages.may(HaltDesk.HALTS), pages.may(HaltDesk.RESUMES));
        List<HaltsPage.Row> rows = desk.list().rows().stream()
                .map(row -> HaltsPage.row(
                        row, words, id -> pages.parts().access().nameOf(id).orElse(id)))
                .toList();
        return pages.html(
                request, status, "halts", new ReaderPages.Titled("Halts", "halts", new HaltsPage(rows, may, errors)));
    }

    /** Takes a button. Who may not press it gets no page to read, but a refusal. */
    private ServerResponse move(ServerRequest request) {
        Map<String, String> fields = request.params().toSingleValueMap();
        boolean resumes = fields.getOrDefault("verb", "").equals("resume");
        if (!pages.may(resumes ? HaltDesk.RESUMES : HaltDesk.HALTS)) {
            throw new ProblemException("RMT-629", "halts", "your roles do not let you do this", "ask an administrator");
        }
        Acting acting = Acting.self(pages.reader().actor());
        String reason = fields.getOrDefault("reason", "");
        Checked<HaltScope> scope = HaltForms.scope(fields.getOrDefault("scope", ""), fields.getOrDefault("id", ""));
        Checked<HaltDesk.Done> done = scope.then(named -> resumes
                ? HaltForms.stage(fields.getOrDefault("to", "")).then(to -> desk.resume(acting, named, to, reason))
                : desk.halt(acting, named, reason));
        return switch (done) {
            case Checked.Ok<HaltDesk.Done> _ ->
                ServerResponse.seeOther(URI.create("/halts")).build();
            case Checked.Refused<HaltDesk.Done>(List<Problem> problems) -> {
                int status = HaltForms.status(problems.getFirst());
                if (status == 403) throw new ProblemException(problems);
                yield show(request, status, ReaderPages.told(problems));
            }
        };
    }
}

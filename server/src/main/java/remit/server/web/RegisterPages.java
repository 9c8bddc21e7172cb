package remit.server.web;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Changes;
import remit.server.register.Authorities;
import remit.server.web.page.RulesPage;
import remit.server.web.tell.RegisterTeller;
import remit.server.web.tell.RuleSubject;

/** The register of who may let what through, and the check of it against everything that was. */
final class RegisterPages {
    private final Pages pages;
    private final Authorities authorities;
    private final WebParts.Catalog catalog;
    private final Changes changes;

    RegisterPages(Pages pages, WebParts parts) {
        this.pages = pages;
        this.authorities = parts.register().authorities();
        this.catalog = parts.catalog();
        this.changes = parts.rules().changes();
    }

    ServerResponse show(ServerRequest request) {
        String who = request.param("who").orElse("").replace("\0", "").strip();
        String process = request.param("process").orElse("").strip();
        var page = new RegisterTeller(authorities, id -> catalog.process(id).isPresent()).page(who, process, levels());
        return pages.html(
                200,
                "authority",
                Map.of("frame", pages.frame(request.servletRequest(), "Authority", "authority"), "page", page));
    }

    /** The organisation's table, and that of every domain that a process names. */
    private List<RulesPage.Link> levels() {
        var subjects = new RuleSubjects(changes);
        return Stream.concat(
                        Stream.of(LevelFiles.ORGANISATION),
                        catalog.processes().get().stream()
                                .map(process -> process.contract().governance().domain())
                                .filter(domain -> !domain.isEmpty())
                                .map(LevelFiles::domain))
                .distinct()
                .map(id -> new RulesPage.Link(
                        RuleSubject.path(id),
                        RuleSubject.name(id) + (subjects.inForce(id).isPresent() ? "" : " (no table yet)")))
                .toList();
    }

    /** Looks at every case that ever cleared by itself, then shows what came out. */
    ServerResponse check(ServerRequest request) {
        authorities.check(null);
        return ServerResponse.seeOther(URI.create("/authority#checked")).build();
    }
}

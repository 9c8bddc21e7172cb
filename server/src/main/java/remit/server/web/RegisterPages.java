package remit.server.web;

import java.net.URI;
import java.util.Map;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.server.register.Authorities;
import remit.server.web.tell.RegisterTeller;

/** The register of who may let what through, and the check of it against everything that was. */
final class RegisterPages {
    private final Pages pages;
    private final Authorities authorities;
    private final WebParts.Catalog catalog;

    RegisterPages(Pages pages, WebParts parts) {
        this.pages = pages;
        this.authorities = parts.register().authorities();
        this.catalog = parts.catalog();
    }

    ServerResponse show(ServerRequest request) {
        String who = request.param("who").orElse("").replace("\0", "").strip();
        String process = request.param("process").orElse("").strip();
        var page = new RegisterTeller(authorities, id -> catalog.process(id).isPresent()).page(who, process);
        return pages.html(
                200,
                "authority",
                Map.of("frame", pages.frame(request.servletRequest(), "Authority", "authority"), "page", page));
    }

    /** Looks at every case that ever cleared by itself, then shows what came out. */
    ServerResponse check(ServerRequest request) {
        authorities.check(null);
        return ServerResponse.seeOther(URI.create("/authority#checked")).build();
    }
}

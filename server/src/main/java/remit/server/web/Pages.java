package remit.server.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Digest;
import remit.kernel.ProblemException;
import remit.kernel.VisibleText;
import remit.server.access.Caller;
import remit.server.access.Role;
import remit.server.halts.HaltDesk;
import remit.server.web.api.ApiProblems;
import remit.server.web.page.Frame;
import remit.server.web.page.Notice;

/** Turns a page's record into HTML with what every page has around it. */
final class Pages {
    static final String THEME_COOKIE = "remit_theme";
    private static final Set<String> THEMES = Set.of("light", "dark");

    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "remit.server.web.templates");
    private final Callers callers;
    private final WebSettings settings;
    private final HaltDesk halts;
    private final String style = asset("remit.css");
    private final String script = asset("remit.js");

    Pages(Callers callers, WebParts parts) {
        this.callers = callers;
        this.settings = parts.settings();
        this.halts = parts.halts();
    }

    /** An asset's address changes with its content, so that browsers may keep it for ever. */
    private static String asset(String name) {
        try (InputStream in = Pages.class.getResourceAsStream("/static/" + name)) {
            if (in == null) throw new IllegalStateException("/static/" + name + " is missing from the build");
            return "/assets/" + name + "?v="
                    + Digest.hex(Digest.sha256(in.readAllBytes())).substring(0, 12);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Frame frame(HttpServletRequest request, String title, String nav) {
        return frame(request, title, nav, callers.ofSession());
    }

    private Frame frame(HttpServletRequest request, String title, String nav, Optional<Caller> caller) {
        var look = new Frame.Look(theme(request), settings.environment(), settings.banner(), style, script);
        String query = request.getQueryString();
        // The address of a sent form cannot be opened again.
        String path =
                request.getMethod().equals("GET") ? request.getRequestURI() + (query == null ? "" : "?" + query) : "/";
        List<String> halted = caller.isPresent() ? halted() : List.of();
        return new Frame(title, nav, path, caller.map(Pages::viewer).orElse(null), halted, look, csrf(request));
    }

    /** On every page, because whoever reads a page of something that is halted must not think that it goes on. */
    private List<String> halted() {
        try {
            return halts.standing().stream()
                    .map(halt -> Failures.capital(halt.scope().words()) + " is halted, stage "
                            + halt.stage().word() + ": " + halt.stage().meaning() + ".")
                    .toList();
        } catch (RuntimeException unknown) {
            return List.of("It cannot be found out what is halted, so nothing is done.");
        }
    }

    private static Frame.Viewer viewer(Caller caller) {
        return new Frame.Viewer(
                caller.name(),
                caller.may(Role.Permission.REVIEW),
                caller.may(Role.Permission.SEE_CONTENT),
                caller.may(HaltDesk.HALTS));
    }

    private static Frame.Csrf csrf(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                ? new Frame.Csrf(token.getParameterName(), token.getToken())
                : new Frame.Csrf("_csrf", "");
    }

    private static String theme(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) return "";
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(THEME_COOKIE) && THEMES.contains(cookie.getValue())) return cookie.getValue();
        }
        return "";
    }

    ServerResponse html(int status, String template, Map<String, Object> parameters) {
        var out = new StringOutput(16_384);
        templates.render(template + ".jte", parameters, out);
        // No page has a use for them, so the whole is escaped: no template can forget one field.
        byte[] bytes = VisibleText.of(out.toString()).getBytes(StandardCharsets.UTF_8);
        return ApiProblems.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .build((request, response) -> {
                    response.setContentLength(bytes.length);
                    response.getOutputStream().write(bytes);
                    return null;
                });
    }

    ServerResponse notice(HttpServletRequest request, String title, Notice notice) {
        return html(notice.status(), "notice", Map.of("frame", frame(request, title, "", known()), "notice", notice));
    }

    /** Whoever reads a notice; nobody where access.yaml is broken, which may be the very thing that it tells. */
    private Optional<Caller> known() {
        try {
            return callers.ofSession();
        } catch (ProblemException broken) {
            return Optional.empty();
        }
    }
}

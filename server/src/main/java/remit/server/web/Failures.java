package remit.server.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.web.api.ApiProblems;
import remit.server.web.page.Notice;

/** What people and programs see when something went wrong: what, why, what to do, and a number that finds it in the log. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Pages pages;

    public Failures(Pages pages) {
        this.pages = pages;
    }

    /** A user's mistake is answered, a bug is logged with its trace number. */
    public ServerResponse of(Throwable failure, ServerRequest request) {
        HttpServletRequest raw = request.servletRequest();
        if (hungUp(failure)) {
            LOG.debug("{} {}: the client went away", raw.getMethod(), raw.getRequestURI(), failure);
            return ServerResponse.ok().build((_, _) -> null);
        }
        if (failure instanceof ProblemException mistake) {
            int status = status(mistake.problems().getFirst());
            return isApi(raw)
                    ? ApiProblems.of(status, mistake.problems(), null)
                    : page(raw, status, mistake.problems(), null);
        }
        if (unreadable(failure)) {
            var problem = new Problem(
                    "RMT-695",
                    "",
                    "the request holds characters that cannot be read",
                    "write a percent sign as %25 and leave the character NUL out");
            return isApi(raw) ? ApiProblems.of(400, List.of(problem), null) : page(raw, 400, List.of(problem), null);
        }
        if (isGone(failure)) {
            LOG.warn(
                    "{} {}: the database is gone or full: {}",
                    raw.getMethod(),
                    raw.getRequestURI(),
                    failure.toString());
            return isApi(raw) ? ApiProblems.unavailable() : page(raw, 503, List.of(ApiProblems.silent()), null);
        }
        String trace = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.error("trace {} {} {}", trace, raw.getMethod(), raw.getRequestURI(), failure);
        var bug = new Problem(
                "RMT-690",
                "",
                "Remit failed to answer; nothing was changed unless an earlier page said so",
                "try again; if it stays, look for trace " + trace + " in the server's log");
        return isApi(raw) ? ApiProblems.of(500, List.of(bug), trace) : page(raw, 500, List.of(bug), trace);
    }

    /** Whether nobody is there any more to take the answer; only what the web server says of its own connection counts. */
    private static boolean hungUp(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClientAbortException || cause instanceof AsyncRequestNotUsableException) return true;
        }
        return false;
    }

    /** An escape that is none, as the web server says it, or a character that no database holds. */
    private static boolean unreadable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidParameterException) return true;
            if (cause instanceof SQLException sql && "22021".equals(sql.getSQLState())) return true;
        }
        return false;
    }

    /** A broken access.yaml and a version that is lost are the operator's business, everything else the caller's. */
    private static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-600", "RMT-601", "RMT-602" -> 503;
            case "RMT-078" -> 500;
            case "RMT-147" -> 409;
            case "RMT-629" -> 403;
            case "RMT-692" -> 404;
            case "RMT-694" -> 413;
            default -> 400;
        };
    }

    /** What the server itself refused: no such address, a wrong method, no permission, a form without its token. */
    public ServerResponse ofServer(ServerRequest request) {
        HttpServletRequest raw = request.servletRequest();
        int status = raw.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        Object path = raw.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        Problem problem = refusal(status);
        return path instanceof String address && isApi(address)
                ? ApiProblems.of(status, List.of(problem), null)
                : page(raw, status, List.of(problem), null);
    }

    static Problem refusal(int status) {
        return switch (status) {
            case 400 ->
                new Problem(
                        "RMT-695",
                        "",
                        "the request is not HTTP as RFC 9112 and RFC 3986 say",
                        "encode what an address may not hold, e.g. a blank as %20");
            case 403 ->
                new Problem(
                        "RMT-691",
                        "",
                        "this is not allowed, or the form is older than your session",
                        "go back, reload and send it again");
            case 404 -> new Problem("RMT-692", "", "there is nothing at this address", "check the address");
            case 405 -> new Problem("RMT-693", "", "this address does not take that method", "see /api/openapi.json");
            case 413 -> new Problem("RMT-694", "", "the request is too large", "send less at once");
            default ->
                new Problem("RMT-695", "", "the request was refused (status " + status + ")", "check what was sent");
        };
    }

    private ServerResponse page(
            HttpServletRequest raw,
            int status,
            List<Problem> problems,
            @org.jspecify.annotations.Nullable String trace) {
        String what = String.join(
                " ",
                problems.stream().map(p -> capital(p.what()) + place(p) + ".").toList());
        List<String> fixes =
                problems.stream().map(p -> capital(p.fix()) + ".").distinct().toList();
        return pages.notice(
                raw, title(status), new Notice(status, what, fixes, new Notice.Link("/", "Scorecard"), trace));
    }

    private static String place(Problem problem) {
        return problem.place().isBlank() ? "" : " (" + problem.place().strip() + ")";
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Not understood";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Not possible";
            case 409 -> "Changed meanwhile";
            case 503 -> "Not available";
            default -> "Something went wrong";
        };
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static boolean isApi(HttpServletRequest request) {
        return isApi(request.getRequestURI());
    }

    public static boolean isApi(String path) {
        return path.startsWith("/api/") || path.startsWith("/hooks/") || path.startsWith("/schemas/");
    }

    /**
     * Whether a failure says that the database cannot be reached, is shutting down or has no room: what was not acknowledged may be
     * tried again.
     */
    private static boolean isGone(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) return true;
            if (cause instanceof SQLException sql && isGone(sql.getSQLState())) return true;
        }
        return false;
    }

    /** Classes of PostgreSQL: connection exception, insufficient resources, operator intervention, system error. */
    private static boolean isGone(@Nullable String state) {
        if (state == null) return false;
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P") || state.startsWith("58");
    }
}

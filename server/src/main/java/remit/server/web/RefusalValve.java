package remit.server.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.server.web.api.ApiProblems;

/**
 * Answers what Tomcat refused before any page or route saw it (an address or a header that is not HTTP) as every other
 * problem is answered. Tomcat makes it by its name.
 */
public final class RefusalValve extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalValve.class);

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        int status = response.getStatus();
        // A body that was begun cannot be replaced by another.
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) return;
        byte[] body = ApiProblems.body(status, List.of(Failures.refusal(status)), null)
                .compact()
                .getBytes(StandardCharsets.UTF_8);
        try {
            response.setContentType("application/problem+json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException e) {
            LOG.debug("the caller of a refused request has gone", e);
        }
    }
}

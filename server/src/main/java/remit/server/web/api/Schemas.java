package remit.server.web.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The JSON Schemas of what Remit reads and writes, as this version of it knows them. Open to everyone. */
final class Schemas {
    private static final MediaType TYPE = new MediaType("application", "schema+json");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,40}\\.json");

    private Schemas() {}

    static ServerResponse show(ServerRequest request) throws IOException {
        String name = request.pathVariable("name");
        if (!NAME.matcher(name).matches()) return Api.missing("schema", name);
        try (InputStream in = Schemas.class.getResourceAsStream("/schemas/v1/" + name)) {
            if (in == null) return Api.missing("schema", name);
            return ApiProblems.text(200, TYPE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}

package remit.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.ProblemException;
import remit.server.web.page.Notice;

/** What a problem's {@code type} leads to: the line of docs/reference/problems.md about its code. Open to everyone. */
final class ProblemPage {
    private static final Pattern LINE = Pattern.compile("(?m)^\\| (RMT-[0-9]{3}) \\| ([^|]+) \\| ([^|]+) \\|$");

    private final Pages pages;
    private final Map<String, Line> lines = new LinkedHashMap<>();

    private record Line(String what, String fix) {}

    ProblemPage(Pages pages) {
        this.pages = pages;
        Matcher matcher = LINE.matcher(page());
        while (matcher.find()) {
            lines.put(matcher.group(1), new Line(plain(matcher.group(2)), plain(matcher.group(3))));
        }
    }

    private static String page() {
        try (InputStream in = ProblemPage.class.getResourceAsStream("/problems.md")) {
            if (in == null) throw new IllegalStateException("/problems.md is missing from the build");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page is text: what Markdown marks as code is only that. */
    private static String plain(String markdown) {
        return Failures.capital(markdown.replace("`", "").strip()) + ".";
    }

    ServerResponse show(ServerRequest request) {
        String code = request.pathVariable("code");
        Line line = lines.get(code);
        if (line == null) {
            throw new ProblemException(
                    "RMT-692", code, "no problem has this code", "take the code that a message names");
        }
        var next = new Notice.Link("/", "Scorecard");
        return pages.notice(
                request.servletRequest(), code, new Notice(200, line.what(), List.of(line.fix()), next, null));
    }
}

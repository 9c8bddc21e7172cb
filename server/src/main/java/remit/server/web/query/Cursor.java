package remit.server.web.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** The last row of a page: the next page starts behind it, whatever was added meanwhile. Opaque to clients. */
public record Cursor(Instant at, String caseId) {
    public String text() {
        byte[] bytes = (at + "|" + caseId).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static Checked<Cursor> read(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int bar = plain.indexOf('|');
            if (bar > 0 && plain.indexOf('\0') < 0)
                return Checked.ok(new Cursor(Instant.parse(plain.substring(0, bar)), plain.substring(bar + 1)));
        } catch (IllegalArgumentException | DateTimeException e) {
            return bad(text);
        }
        return bad(text);
    }

    private static Checked<Cursor> bad(String text) {
        return Checked.refused(new Problem(
                "RMT-612",
                "cursor",
                "\"" + text + "\" is none of ours",
                "start without a cursor and follow next_cursor"));
    }
}

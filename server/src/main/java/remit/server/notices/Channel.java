package remit.server.notices;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * Configuration of one way to reach people. The scheme of the address chooses the adapter: {@code http(s)} is a
 * webhook, {@code smtp(s)} is mail, {@code pagerduty+http(s)} takes the PagerDuty Events API v2.
 *
 * @param name what a contact in a contract may name instead of a mail address; {@code default} catches the rest
 * @param address {@code https://host/path}, or {@code smtp://user:password@host:port/?from=ADDRESS&to=ADDRESS}
 * @param secret of a webhook, {@code whsec_} and base64; of a pager its routing key; null for mail. Neither it nor a password is ever printed
 */
public record Channel(String name, URI address, @Nullable String secret) {
    static final String PAGER_PREFIX = "pagerduty+";
    private static final String SECRET_PREFIX = "whsec_";

    /** Reads the words of a configuration; an empty secret stands for absent. */
    public static Checked<Channel> read(String name, String address, String secret) {
        try {
            return new Channel(name, new URI(address), secret.isEmpty() ? null : secret).checked();
        } catch (URISyntaxException e) {
            return Checked.refused(new Problem(
                    "RMT-520",
                    "channel " + name,
                    "the address: " + e.getReason(),
                    "percent-encode special characters"));
        }
    }

    /** This channel, or what is wrong with it. */
    Checked<Channel> checked() {
        if (address.getHost() == null) return refused("the address names no host", "write https://... or smtp://...");
        return switch (String.valueOf(address.getScheme())) {
            case "http", "https" -> webhook();
            case "smtp", "smtps" -> mail();
            case PAGER_PREFIX + "http", PAGER_PREFIX + "https" -> pager();
            default ->
                refused(
                        "the scheme " + address.getScheme() + " is unknown",
                        "use http, https, smtp, smtps or pagerduty+https");
        };
    }

    boolean isMail() {
        return String.valueOf(address.getScheme()).startsWith("smtp");
    }

    boolean isPager() {
        return String.valueOf(address.getScheme()).startsWith(PAGER_PREFIX);
    }

    private Checked<Channel> pager() {
        boolean key = secret != null && secret.matches("[\\x21-\\x7e]{1,255}");
        if (!key) return refused("a pager has no routing key, or one with a blank", "set pagerduty_routing_key");
        if (address.getRawUserInfo() == null && address.getRawFragment() == null) return Checked.ok(this);
        return refused(
                "a pager's address has no user and no fragment", "write https://events.pagerduty.com/v2/enqueue");
    }

    private Checked<Channel> webhook() {
        if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
            return refused("a webhook address has no user and no fragment", "write https://host/path");
        }
        if (secret == null) return refused("a webhook has no secret", "set whsec_ and 24 to 64 random bytes in base64");
        return isSecret(secret)
                ? Checked.ok(this)
                : refused(
                        "the secret has not the form of Standard Webhooks",
                        "write whsec_ and base64 of 24 to 64 bytes");
    }

    /** Whether a secret, of hooks that are sent or received, is whsec_ and the base64 of 24 to 64 bytes. */
    public static boolean isSecret(String secret) {
        if (!secret.startsWith(SECRET_PREFIX)) return false;
        try {
            int length = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length())).length;
            return length >= 24 && length <= 64;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private Checked<Channel> mail() {
        if (secret != null) return refused("mail has no secret", "put user and password into the address");
        for (String wanted : new String[] {"from", "to"}) {
            String mailbox = parameters().get(wanted);
            if (mailbox == null && wanted.equals("to")) continue;
            if (mailbox == null || !MailNotifier.isMailbox(mailbox)) {
                return refused("\"" + wanted + "\" is not one mail address", "add ?" + wanted + "=name@host");
            }
        }
        return Checked.ok(this);
    }

    /** The bytes under which a webhook is signed. @throws IllegalArgumentException when it is not base64 */
    byte[] key() {
        String encoded = secret == null ? "" : secret;
        return Base64.getDecoder().decode(encoded.startsWith(SECRET_PREFIX) ? encoded.substring(6) : encoded);
    }

    /** The parameters after the question mark, decoded. */
    Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        String query = address.getRawQuery();
        if (query == null) return parameters;
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) parameters.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
        }
        return parameters;
    }

    /** Percent-decoding alone; a plus sign is a plus sign, as in {@code team+remit@host}. */
    static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private Checked<Channel> refused(String what, String fix) {
        return Checked.refused(new Problem("RMT-520", "channel " + name, what, fix));
    }

    /** Without user, password, query and secret: a webhook's path may be a secret too. */
    @Override
    public String toString() {
        return name + " -> " + address.getScheme() + "://" + address.getHost();
    }
}

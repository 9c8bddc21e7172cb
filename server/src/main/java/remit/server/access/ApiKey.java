package remit.server.access;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key for programs. The key itself is shown once; only its SHA-256 is kept.
 *
 * @param id opaque, {@code k_...}: names the key in lists and is never a secret
 * @param service the account that evidence names, {@code s_...}; with {@code person} set, the person is named instead
 * @param person whose key it is, or null for a service's key. Only a person's key decides held cases and what
 *     rules are in force
 * @param sha256 hex SHA-256 of the key's text; a key of full entropy needs no slow hash
 */
public record ApiKey(String id, String name, Owner owner, String sha256, Grant grant) {
    /** Who acts when the key is used. */
    public record Owner(String service, @Nullable String person) {}

    /** What it may do, and until when. */
    public record Grant(Set<Scope> scopes, Instant expires) {
        public Grant {
            scopes = scopes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(scopes));
        }
    }

    /** What a key can be allowed to do. */
    public enum Scope {
        CASES_READ(Role.Permission.READ),
        CONTENT_READ(Role.Permission.SEE_CONTENT),
        CASES_WRITE(Role.Permission.SUBMIT),
        CASES_REVIEW(Role.Permission.REVIEW),
        RULES_PROPOSE(Role.Permission.PROPOSE),
        RULES_APPROVE(Role.Permission.APPROVE_RULES),
        RULES_ROLLBACK(Role.Permission.ROLL_BACK),
        INCIDENTS_RESPOND(Role.Permission.RESPOND),
        INSTALLATION_ADMINISTER(Role.Permission.ADMINISTER);

        private final Role.Permission permission;

        Scope(Role.Permission permission) {
            this.permission = permission;
        }

        Role.Permission permission() {
            return permission;
        }

        /** Whether only a person decides so: a key of nobody's gets nothing by it. */
        public boolean personal() {
            return switch (this) {
                case CASES_REVIEW, RULES_APPROVE, RULES_ROLLBACK, INCIDENTS_RESPOND -> true;
                case CASES_READ, CONTENT_READ, CASES_WRITE, RULES_PROPOSE, INSTALLATION_ADMINISTER -> false;
            };
        }

        /** {@code cases:read}: as access.yaml writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ':');
        }

        /** What a key needs for it. */
        public static Scope of(Role.Permission permission) {
            return switch (permission) {
                case READ -> CASES_READ;
                case SEE_CONTENT -> CONTENT_READ;
                case SUBMIT -> CASES_WRITE;
                case REVIEW -> CASES_REVIEW;
                case PROPOSE -> RULES_PROPOSE;
                case APPROVE_RULES -> RULES_APPROVE;
                case ROLL_BACK -> RULES_ROLLBACK;
                case RESPOND -> INCIDENTS_RESPOND;
                case ADMINISTER -> INSTALLATION_ADMINISTER;
            };
        }

        static Optional<Scope> ofWord(String word) {
            for (Scope scope : values()) if (scope.word().equals(word)) return Optional.of(scope);
            return Optional.empty();
        }
    }
}

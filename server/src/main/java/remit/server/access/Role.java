package remit.server.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a person is here for; the sum of a person's roles says what they may do. */
public enum Role {
    VIEWER(Permission.READ, Permission.SEE_CONTENT),
    REVIEWER(Permission.READ, Permission.SEE_CONTENT, Permission.REVIEW),
    BUSINESS_EDITOR(Permission.READ, Permission.SEE_CONTENT),
    APPROVER(Permission.READ, Permission.SEE_CONTENT, Permission.REVIEW),
    PROCESS_OWNER(Permission.READ, Permission.SEE_CONTENT, Permission.REVIEW),
    RISK(Permission.READ, Permission.SEE_CONTENT),
    DEVELOPER(Permission.READ, Permission.SEE_CONTENT, Permission.SUBMIT),
    PLATFORM_ADMIN(Permission.READ, Permission.SUBMIT, Permission.ADMINISTER),
    /** Reads every event, but not what could identify a person. */
    AUDITOR(Permission.READ);

    /** One thing that a request can ask for. */
    public enum Permission {
        /** Read cases, processes and figures. */
        READ,
        /** Read what the evidence keeps apart because it may identify a person: inputs, texts. */
        SEE_CONTENT,
        /** Approve, edit or reject a held case. */
        REVIEW,
        /** Hand in new cases. */
        SUBMIT,
        /** Change people, keys and links. */
        ADMINISTER
    }

    private final Set<Permission> permissions;

    Role(Permission... permissions) {
        this.permissions = Set.of(permissions);
    }

    /** {@code business-editor}: as access.yaml writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public boolean allows(Permission permission) {
        return permissions.contains(permission);
    }

    static Optional<Role> ofWord(String word) {
        for (Role role : values()) if (role.word().equals(word)) return Optional.of(role);
        return Optional.empty();
    }

    static Set<Permission> permissionsOf(Set<Role> roles) {
        EnumSet<Permission> sum = EnumSet.noneOf(Permission.class);
        for (Role role : roles) sum.addAll(role.permissions);
        return sum;
    }
}

package remit.server.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a person is here for; the sum of a person's roles says what they may do. */
public enum Role {
    VIEWER(Permission.READ, Permission.SEE_CONTENT),
    /** Meets the cases that a rule is wrong about, so may propose another. */
    REVIEWER(Permission.READ, Permission.SEE_CONTENT, Permission.REVIEW, Permission.PROPOSE, Permission.RESPOND),
    BUSINESS_EDITOR(Permission.READ, Permission.SEE_CONTENT, Permission.PROPOSE),
    APPROVER(
            Permission.READ,
            Permission.SEE_CONTENT,
            Permission.REVIEW,
            Permission.APPROVE_RULES,
            Permission.ROLL_BACK,
            Permission.RESPOND),
    PROCESS_OWNER(
            Permission.READ,
            Permission.SEE_CONTENT,
            Permission.REVIEW,
            Permission.PROPOSE,
            Permission.APPROVE_RULES,
            Permission.ROLL_BACK,
            Permission.RESPOND),
    RISK(
            Permission.READ,
            Permission.SEE_CONTENT,
            Permission.PROPOSE,
            Permission.APPROVE_RULES,
            Permission.ROLL_BACK,
            Permission.RESPOND),
    DEVELOPER(Permission.READ, Permission.SEE_CONTENT, Permission.SUBMIT, Permission.PROPOSE, Permission.RESPOND),
    PLATFORM_ADMIN(Permission.READ, Permission.SUBMIT, Permission.ADMINISTER, Permission.ROLL_BACK, Permission.RESPOND),
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
        ADMINISTER,
        /** Draft and submit another version of the rules. */
        PROPOSE,
        /** Approve or refuse one that somebody else wrote. */
        APPROVE_RULES,
        /** Put an earlier version in force again. */
        ROLL_BACK,
        /** Take up an incident, and end it. */
        RESPOND
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

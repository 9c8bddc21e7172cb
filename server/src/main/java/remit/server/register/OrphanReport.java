package remit.server.register;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * Whether every case that cleared by itself was allowed by exactly one row of the register.
 *
 * @param process what was looked at, null for every process
 * @param cleared decisions that let a case through without a person
 * @param orphans those that no row allowed, the first {@value #MOST} of them in {@code listed}
 * @param unweighed those that could not be decided again, because what they were decided on is erased or was not kept
 * @param checkedAt by the clock of this machine
 */
public record OrphanReport(
        @Nullable String process, long cleared, long orphans, long unweighed, List<Orphan> listed, Instant checkedAt) {
    /** How many orphans are named; there should be none. */
    public static final int MOST = 1000;

    public OrphanReport {
        listed = List.copyOf(listed);
    }

    /** A case that cleared and that no row allowed. @param approver as evidence names it, or empty; {@code reason} quotes nothing of the case */
    public record Orphan(String caseId, String process, String approver, String reason) {
        Json.Obj toJson() {
            return Json.object(
                    "case", caseId,
                    "process", process,
                    "approver", approver.isEmpty() ? null : approver,
                    "reason", reason);
        }
    }

    public Json.Obj toJson() {
        return Json.object(
                "process",
                process,
                "auto_clears",
                cleared,
                "allowed",
                cleared - orphans,
                "orphans",
                orphans,
                "not_decided_again",
                unweighed,
                "listed",
                Json.array(listed.stream().map(Orphan::toJson).toList()),
                "sentence",
                sentence(),
                "checked_at",
                checkedAt.toString());
    }

    /** {@code 4,069 auto-clears, each allowed by exactly one row of the register; 0 orphans}. */
    public String sentence() {
        if (cleared == 0) return "0 auto-clears: nothing has cleared by itself; 0 orphans";
        String allowed = orphans == 0
                ? "each allowed by exactly one row of the register"
                : count(cleared - orphans) + " of them allowed by exactly one row of the register";
        String erased = unweighed == 0
                ? ""
                : "; " + count(unweighed) + " could not be decided again, for what they were decided on is not kept";
        return count(cleared) + (cleared == 1 ? " auto-clear, " : " auto-clears, ") + allowed + "; " + count(orphans)
                + (orphans == 1 ? " orphan" : " orphans") + erased;
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}

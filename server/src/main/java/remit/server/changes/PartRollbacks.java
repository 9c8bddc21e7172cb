package remit.server.changes;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Role.Permission;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.PackFile;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore.InForce;

/**
 * One part of a process that is taken back: its rules, its contract, its prompt, its model. The first three are parts of a
 * pack, and only whole packs are ever in force: the newest earlier one with another such part is put back, and what else
 * goes back with it is said. A model is a version of its own.
 */
public final class PartRollbacks {
    private final Changes.Parts parts;
    private final Changes changes;

    /** What can be taken back. */
    public enum Part {
        RULES,
        CONTRACT,
        PROMPT,
        MODEL;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Part> of(String word) {
            return Arrays.stream(values())
                    .filter(part -> part.word().equals(word))
                    .findFirst();
        }
    }

    public PartRollbacks(Changes.Parts parts) {
        this.parts = parts;
        this.changes = new Changes(parts);
    }

    /**
     * What was taken back.
     *
     * @param done from which version to which, and how long it took
     * @param with the other parts that went back with it
     */
    public record Done(Part part, Changes.RolledBack done, List<String> with) {
        public Done {
            with = List.copyOf(with);
        }

        public Json.Obj toJson() {
            return done.toJson().with("part", Json.of(part.word())).with("with", Json.strings(with));
        }
    }

    /** Takes it back, at once. */
    public Checked<Done> rollBack(Participant who, String process, Part part, String reason) {
        if (part == Part.MODEL) return model(who, process, reason);
        InForce from = parts.versions().inForce(process);
        return who.with(Permission.ROLL_BACK)
                .then(_ -> parts.catalog().stored(from.sha256()))
                .then(now -> earlier(now, before(process, from), part)
                        .then(target -> changes.rollBack(who, process, target.sha256(), reason)
                                .map(done -> new Done(part, done, beside(now, target, part)))));
    }

    /**
     * Those that were in force before this one was for the first time, newest first. What followed it was taken back with
     * the version that gave way to it, whatever else that brought, so it is nothing to go back to.
     */
    private List<InForce> before(String process, InForce now) {
        List<InForce> ever = parts.versions().everInForce(process);
        for (int first = ever.size() - 1; first >= 0; first--)
            if (ever.get(first).sha256().equals(now.sha256())) return ever.subList(first + 1, ever.size());
        return ever;
    }

    private Checked<PublishedProcess> earlier(PublishedProcess now, List<InForce> before, Part part) {
        if (part == Part.PROMPT && prompt(now).isEmpty()) {
            return refused(
                    now.id(),
                    "its author (" + now.contract().author().kind() + ") has no prompt in the pack",
                    "take it back where that author is run, or take back the contract that names it");
        }
        Set<String> taken = parts.versions().rolledBack(now.id());
        for (InForce each : before) {
            if (taken.contains(each.sha256())) continue;
            if (!(parts.catalog().stored(each.sha256()) instanceof Checked.Ok<PublishedProcess>(PublishedProcess then)))
                continue;
            if (differs(now, then, part)) return Checked.ok(then);
        }
        return refused(
                now.id(),
                "no earlier version with another " + part.word() + " was in force that was not taken back",
                "see them with remit rules changes, or draft a change");
    }

    private static List<String> beside(PublishedProcess now, PublishedProcess then, Part part) {
        var beside = new TreeSet<String>();
        for (Part each : List.of(Part.RULES, Part.CONTRACT, Part.PROMPT))
            if (each != part && differs(now, then, each)) beside.add(each.word());
        if (differs(now, then, "intake")) beside.add("intake");
        return List.copyOf(beside);
    }

    private static boolean differs(PublishedProcess now, PublishedProcess then, Part part) {
        return switch (part) {
            case RULES -> differs(now, then, "authority");
            case CONTRACT -> differs(now, then, "contract");
            case PROMPT -> {
                Optional<PackFile> mine = prompt(now);
                Optional<PackFile> theirs = prompt(then);
                yield mine.isPresent()
                        && theirs.isPresent()
                        && !Arrays.equals(mine.get().bytes(), theirs.get().bytes());
            }
            case MODEL -> false;
        };
    }

    private static boolean differs(PublishedProcess now, PublishedProcess then, String part) {
        return !now.versions().text(part, "").equals(then.versions().text(part, ""));
    }

    private static Optional<PackFile> prompt(PublishedProcess process) {
        String path = process.contract().author().settings().text("prompt", "");
        return process.pack().files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst();
    }

    private Checked<Done> model(Participant who, String process, String reason) {
        long began = System.nanoTime();
        if (reason.isBlank())
            return Checked.refused(new Problem("RMT-138", process, "no reason is given", "say why it is taken back"));
        return who.with(Permission.ROLL_BACK).then(_ -> modelBefore(process)).map(target -> {
            Instant now = parts.clock().instant();
            String from = parts.versions().latestTrained(process).orElse("");
            Json.Obj versions = parts.versions().inForce(process).exists()
                    ? Json.object("pack", parts.versions().inForce(process).sha256())
                    : Json.EMPTY;
            var acting = who.acting();
            Json.Obj body = acting.sign(Json.object("from", from, "sha256", target));
            var step = new ProcessWrite.Step(
                    process,
                    null,
                    "AuthorRolledBack",
                    acting.actor(),
                    versions,
                    body,
                    Json.object("reason", reason.strip()));
            EvidenceLog.await(parts.log().append(new ProcessWrite(now, List.of(step), null)));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Json.Obj measured = acting.sign(Json.object("from", from, "to", target, "millis", took.toMillis()));
            EvidenceLog.await(parts.log()
                    .append(new ProcessWrite(
                            process, "RollbackMeasured", now, acting.actor(), versions, measured, null)));
            return new Done(Part.MODEL, new Changes.RolledBack(process, from, target, took), List.of());
        });
    }

    private Checked<String> modelBefore(String process) {
        List<String> served = parts.versions().everServed(process);
        if (served.isEmpty()) {
            return refused(
                    process,
                    "no model of it was trained here",
                    "an author that was made elsewhere is taken back there, or by the contract that names it");
        }
        Set<String> taken = parts.versions().modelsTakenBack(process);
        return served.stream()
                .filter(sha256 -> !sha256.equals(served.getFirst()) && !taken.contains(sha256))
                .findFirst()
                .map(Checked::ok)
                .orElseGet(() -> refused(process, "no model served before this one", "train another one"));
    }

    private static <T> Checked<T> refused(String place, String what, String fix) {
        return Checked.refused(new Problem("RMT-449", place, what, fix));
    }
}

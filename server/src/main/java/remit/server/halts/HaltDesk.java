package remit.server.halts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import remit.halt.Halt;
import remit.halt.HaltCommand;
import remit.halt.HaltEvent;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.halt.Halting;
import remit.halt.Halts;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.ProcessContract;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * Where people halt and resume, by command, page or API. Who may is asked before; what follows is decided by {@link
 * Halting} on what the database says, so of two who do it at once one sees what the other did.
 */
public final class HaltDesk {
    /** What it takes to halt: whoever may take a rule back may pull the plug. */
    public static final Permission HALTS = Permission.ROLL_BACK;
    /** What it takes to drill: whoever may pull the plug has to know that it works. It puts back no halt but its own. */
    public static final Permission DRILLS = HALTS;
    /** What it takes to resume: whoever may let work clear. */
    public static final Permission RESUMES = Permission.APPROVE_RULES;

    private static final int TRIES = 8;
    private static final int LONGEST = 2000;
    /** Where halts stand that are about no single process. */
    private static final String ALL = "@halts";

    private final Parts parts;
    private final Nodes nodes;

    /**
     * What it works with.
     *
     * @param known what runs here, so that a slip of the pen halts something or is refused
     */
    public record Parts(
            DataSource source,
            EvidenceLog log,
            KillSwitch killSwitch,
            Supplier<List<Known>> known,
            InstantSource clock) {}

    /**
     * A process with what of it can be halted.
     *
     * @param author the kind of author that its contract names
     * @param undoing those of its tools that can be asked to take an effect back
     */
    public record Known(String process, String author, List<String> tools, List<String> undoing) {
        public Known {
            tools = List.copyOf(tools);
            undoing = List.copyOf(undoing);
        }
    }

    public HaltDesk(Parts parts) {
        this.parts = parts;
        this.nodes = new Nodes(parts.source());
    }

    /** What was done. @param stage that it has now, {@code shown} when each node went by it */
    public record Done(HaltScope scope, HaltStage stage, Nodes.Shown shown) {
        public Json.Obj toJson() {
            return Json.object(
                    "scope", scope.kind(),
                    "id", scope.id(),
                    "stage", stage.word(),
                    "meaning", stage.meaning(),
                    "shown", shown.toJson());
        }
    }

    /** Halts it; answers once every node has shown that it goes by that. */
    public Checked<Done> halt(Acting by, HaltScope scope, String reason) {
        return known(scope).then(known -> say(by, new HaltCommand.Halt(known, reason.strip(), false)));
    }

    /** Brings it back to the next stage; answers once every node has shown that it goes by that. */
    public Checked<Done> resume(Acting by, HaltScope scope, HaltStage to, String reason) {
        return say(by, new HaltCommand.Resume(scope, to, reason.strip(), false));
    }

    /** All that is halted, as this node goes by it: at most a tenth of a second old. */
    public List<Halt> standing() {
        return parts.killSwitch().halts().all();
    }

    /** How many effects wait to be done that any of these halts is about. */
    public long held(List<Halt> standing) {
        return HaltView.held(parts.source(), standing);
    }

    /** All that is halted, with what waits because of it. */
    public HaltView list() {
        return HaltView.of(parts);
    }

    /** Whether there is what somebody wants to halt. */
    Checked<HaltScope> known(HaltScope scope) {
        return new Scopes(parts.source(), parts.known()).checked(scope);
    }

    Parts parts() {
        return parts;
    }

    int nodes() {
        nodes.forget();
        return nodes.count();
    }

    Checked<Done> say(Acting by, HaltCommand command) {
        String reason = switch (command) {
            case HaltCommand.Halt halt -> halt.reason();
            case HaltCommand.Resume resume -> resume.reason();
        };
        boolean wrong = reason.length() > LONGEST
                || reason.codePoints().anyMatch(each -> Character.isISOControl(each) && each != '\n' && each != '\r');
        if (wrong) {
            return Checked.refused(new Problem(
                    "RMT-441", "reason", "longer than " + LONGEST + " characters, or not plain text", "shorten it"));
        }
        long began = System.nanoTime();
        return written(by, command, reason).map(seq -> {
            Nodes.Shown shown = nodes.await(seq, began);
            Halts now = parts.killSwitch().look();
            HaltScope scope = scope(command);
            return new Done(scope, now.of(scope).map(halt -> halt.stage()).orElse(HaltStage.OPEN), shown);
        });
    }

    private static HaltScope scope(HaltCommand command) {
        return switch (command) {
            case HaltCommand.Halt halt -> halt.scope();
            case HaltCommand.Resume resume -> resume.scope();
        };
    }

    /** @return the place of the event among all of halts */
    private Checked<Long> written(Acting by, HaltCommand command, String reason) {
        for (int left = TRIES; ; left--) {
            Halts halts = parts.killSwitch().look();
            switch (Halting.decide(halts, command, by.actor())) {
                case Checked.Refused<HaltEvent>(List<Problem> problems) -> {
                    return Checked.refused(problems);
                }
                case Checked.Ok<HaltEvent>(HaltEvent event) -> {
                    try {
                        append(by, event, reason, halts.seq() + 1);
                        return Checked.ok(halts.seq() + 1);
                    } catch (ConflictException meanwhile) {
                        if (left == 1) throw meanwhile;
                    }
                }
            }
        }
    }

    private void append(Acting by, HaltEvent event, String reason, long seq) {
        Instant now = parts.clock().instant();
        var step = new ProcessWrite.Step(
                subject(event.scope()),
                new ProcessWrite.Place(HaltReader.THREAD, seq),
                event.type(),
                by.actor(),
                Json.EMPTY,
                by.sign(event.body()),
                Json.object("reason", reason));
        EvidenceLog.await(parts.log().append(new ProcessWrite(now, List.of(step), null)));
    }

    /** The process that an event about it stands under. */
    static String subject(HaltScope scope) {
        return scope instanceof HaltScope.Process(String id) ? id : ALL;
    }

    /** Drills of what can be halted. */
    public Drill drill() {
        return new Drill(this);
    }

    /** What a mistake of this process would do, and how fast it can be stopped. */
    public Exposure exposure(ProcessContract contract) {
        return Exposure.of(
                contract, new DrillReader(parts.source()), parts.clock().instant());
    }
}

package remit.server.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Keyring;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.ports.Tool;
import remit.ports.Tool.Answer;
import remit.ports.Tool.Reason;
import remit.ports.Tool.Request;
import remit.process.ProcessContract.Flow;
import remit.process.ToolSpec;

/**
 * The only door to systems of record. {@link #prepare} turns a decision into an {@link Action} that is committed before
 * anything happens; {@link #dispatch} does it; {@link #settle} finishes it after a crash or a lost answer.
 *
 * <p>Enforcement stands here and not with the caller: a tool that the contract does not list, or that the contract does
 * not let carry out this decision, is refused, an action whose id does not belong to its content is never sent, and
 * nothing is sent while it is halted ({@link Door}). What a halt keeps back is {@link Checked.Refused}: nothing was tried.
 * Safe for use by many threads; keeps no state but the open adapters.
 */
public final class Gateway {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    private final Path outbox;
    private final Keyring keyring;
    private final Map<String, Connector> connectors;
    private final Door door;
    private final InstantSource clock;
    private final Folders folders;
    private final ConcurrentHashMap<String, Tool> adapters = new ConcurrentHashMap<>();

    private Gateway(Path dataDir, Keyring keyring, Map<String, Connector> connectors, Door door, InstantSource clock) {
        this.outbox = dataDir.resolve("outbox");
        this.keyring = keyring;
        this.connectors = connectors;
        this.door = door;
        this.clock = clock;
        this.folders = new Folders(dataDir.resolve("drop-folders"), clock, null);
    }

    private Gateway(Gateway same, Folders folders) {
        this.outbox = same.outbox;
        this.keyring = same.keyring;
        this.connectors = same.connectors;
        this.door = same.door;
        this.clock = same.clock;
        this.folders = folders;
    }

    /** The same where other nodes dispatch, too: a drop folder is one and the same for all of them. */
    public Gateway sharing(SharedFolders marks) {
        return new Gateway(this, folders.sharing(marks));
    }

    /**
     * @param dataDir a connector without configuration is a drop folder below it: {@code outbox/PROCESS/TOOL}
     * @param connectors what configuration binds, each name once
     * @param door asked before each effect
     */
    public static Checked<Gateway> open(
            Path dataDir, Keyring keyring, List<Connector> connectors, Door door, InstantSource clock) {
        var problems = new ArrayList<Problem>();
        var byName = new LinkedHashMap<String, Connector>();
        for (Connector connector : connectors) {
            problems.addAll(connector.checked().problems());
            if (byName.put(connector.name(), connector) != null) {
                problems.add(new Problem(
                        "RMT-504", "connector " + connector.name(), "it is configured twice", "keep one of them"));
            }
        }
        if (!problems.isEmpty()) return Checked.refused(problems);
        return Checked.ok(new Gateway(dataDir, keyring, Map.copyOf(byName), door, clock));
    }

    /** The actions that carry out the decision of {@code order}: one for every tool of the contract that does. */
    public Checked<List<Action>> prepareAll(Flow flow, Order order) {
        var actions = new ArrayList<Action>();
        var problems = new ArrayList<Problem>();
        for (ToolSpec spec : flow.tools()) {
            if (!spec.carriesOut(order.decision())) continue;
            switch (prepare(flow, spec.id(), order)) {
                case Checked.Ok<Action>(Action action) -> actions.add(action);
                case Checked.Refused<Action>(List<Problem> more) -> problems.addAll(more);
            }
        }
        if (actions.isEmpty() && problems.isEmpty() && !flow.provides(order.decision())) {
            return Checked.refused(idle(flow, order.decision()));
        }
        return problems.isEmpty() ? Checked.ok(List.copyOf(actions)) : Checked.refused(problems);
    }

    /** A decision that would be taken and then nothing done: a word in another case, or one that the contract forgot. */
    private static Problem idle(Flow flow, String decision) {
        var known = new TreeSet<>(flow.withoutEffect());
        for (ToolSpec spec : flow.tools()) known.addAll(spec.decisions());
        return new Problem(
                "RMT-511",
                "decision \"" + decision + "\"",
                "no tool of the contract carries it out",
                "decide " + String.join(" or ", known)
                        + ", or list it under a tool's decisions or under flow.without_effect of process.yaml");
    }

    /** The action of one tool, or why there can be none. Does nothing to the outside. */
    public Checked<Action> prepare(Flow flow, String tool, Order order) {
        Optional<ToolSpec> listed = listed(flow, tool);
        if (listed.isEmpty()) return Checked.refused(unlisted(tool, order.process()));
        ToolSpec spec = listed.get();
        if (!spec.carriesOut(order.decision())) {
            return Checked.refused(new Problem(
                    "RMT-506",
                    "tool " + tool,
                    "it does not carry out the decision \"" + order.decision() + "\"",
                    "add the decision to the tool's decisions in process.yaml"));
        }
        return arguments(spec, order).map(arguments -> {
            var action = new Action("", order.process(), order.contractVersion(), order.caseId(), tool, arguments);
            return new Action(
                    idOf(action), action.process(), action.contractVersion(), action.caseId(), tool, arguments);
        });
    }

    private static Optional<ToolSpec> listed(Flow flow, String tool) {
        return flow.tools().stream().filter(spec -> spec.id().equals(tool)).findFirst();
    }

    private String idOf(Action action) {
        return keyring.id(
                "act",
                Json.object(
                        "tool", action.tool(),
                        "arguments", action.arguments(),
                        "contract", action.contractVersion(),
                        "case", action.caseId()));
    }

    private static Checked<Json.Obj> arguments(ToolSpec spec, Order order) {
        var problems = new ArrayList<Problem>();
        var arguments = new LinkedHashMap<String, Json>();
        for (Map.Entry<String, String> argument : spec.arguments().entrySet()) {
            String place = "tool " + spec.id() + " argument " + argument.getKey();
            switch (argument(argument.getValue(), order)) {
                case Checked.Ok<Json>(Json value) -> arguments.put(argument.getKey(), value);
                case Checked.Refused<Json>(List<Problem> found) ->
                    found.forEach(problem -> problems.add(problem.in(place)));
            }
        }
        return problems.isEmpty() ? Checked.ok(new Json.Obj(arguments)) : Checked.refused(problems);
    }

    /** An empty field is written as null; a field that is not what its column declares is never written anywhere. */
    private static Checked<Json> argument(String source, Order order) {
        return switch (source) {
            case "$decision" -> Checked.ok(Json.of(order.decision()));
            case "$case" -> Checked.ok(Json.of(order.caseId()));
            case "$key" -> Checked.ok(Json.of(order.key()));
            default ->
                switch (order.inputs().get(source)) {
                    case null ->
                        Checked.refused(new Problem(
                                "RMT-507",
                                "",
                                "there is no fact \"" + source + "\"",
                                "name a column of intake.yaml, a derived or computed fact, $decision, $case or $key"));
                    case Value.IllTyped(String raw, String why) ->
                        Checked.refused(new Problem(
                                "RMT-508", "", source + " is \"" + raw + "\": " + why, "correct it at its source"));
                    case Value value -> Checked.ok(value.toJson());
                };
        };
    }

    /** What is asked before each effect; whoever decides asks the same. */
    public Door door() {
        return door;
    }

    /**
     * Does it, once: the same action again has the same effect and receipt. Never throws for what lies outside.
     *
     * @return refused where a halt keeps it back: nothing was sent
     */
    public Checked<Answer> dispatch(Flow flow, Action action, Instant deadline) {
        var request = new Request.Dispatch(action.id(), action.tool(), action.arguments());
        return act(flow, action, request, deadline);
    }

    /** Undoes it, once, where the contract names that. No halt keeps anybody from undoing. */
    public Answer compensate(Flow flow, Action action, Instant deadline) {
        var request = new Request.Compensate(action.id(), action.tool(), action.arguments());
        return act(flow, action, request, deadline).orThrow();
    }

    private Checked<Answer> act(Flow flow, Action action, Request request, Instant deadline) {
        return switch (permitted(flow, action).then(spec -> named(spec, request))) {
            case Checked.Refused<ToolSpec>(List<Problem> problems) -> Checked.ok(new Answer.Refused(reason(problems)));
            case Checked.Ok<ToolSpec>(ToolSpec spec) ->
                switch (adapter(spec, action)) {
                    case Checked.Refused<Tool>(List<Problem> problems) ->
                        Checked.ok(new Answer.Failed(reason(problems)));
                    case Checked.Ok<Tool>(Tool tool) ->
                        through(action, request).map(asked -> tool.call(asked, deadline));
                };
        };
    }

    private static Checked<ToolSpec> named(ToolSpec spec, Request request) {
        if (!(request instanceof Request.Compensate) || spec.wayBack() == ToolSpec.WayBack.BY_TOOL)
            return Checked.ok(spec);
        return Checked.refused(new Problem(
                "RMT-468",
                "tool " + spec.id(),
                "the contract names no compensation for it",
                "take it back by hand in the system of record"));
    }

    /** The last thing before the call, so that nothing lies between being let through and doing it. */
    private Checked<Request> through(Action action, Request request) {
        return switch (request) {
            case Request.Compensate undoing -> Checked.ok(undoing);
            case Request.LookUp asking -> Checked.ok(asking);
            case Request.LookUpCompensation asking -> Checked.ok(asking);
            case Request.Dispatch doing ->
                door.barred(action).<Checked<Request>>map(Checked::refused).orElseGet(() -> Checked.ok(doing));
        };
    }

    /** Asks whether it was done; changes nothing. Answered, refused ("never done") or unknown; never failed. */
    public Answer lookUp(Flow flow, Action action, Instant deadline) {
        return asked(flow, action, new Request.LookUp(action.id(), action.tool()), deadline);
    }

    /** Asks whether it was undone; changes nothing. Answers as {@link #lookUp} does. */
    public Answer lookUpCompensation(Flow flow, Action action, Instant deadline) {
        return asked(flow, action, new Request.LookUpCompensation(action.id(), action.tool()), deadline);
    }

    private Answer asked(Flow flow, Action action, Request request, Instant deadline) {
        Checked<Tool> adapter = permitted(flow, action).then(spec -> adapter(spec, action));
        return switch (adapter) {
            // "Refused" would say that it was never done, which nobody has asked the system of record.
            case Checked.Refused<Tool>(List<Problem> problems) -> new Answer.Unknown(reason(problems));
            case Checked.Ok<Tool>(Tool tool) -> {
                Answer answer = tool.call(request, deadline);
                yield answer instanceof Answer.Failed(Reason reason) ? new Answer.Unknown(reason) : answer;
            }
        };
    }

    /** How an action stood before it is finished. */
    public enum Left {
        /** Nobody has sent it: there is nothing to ask. */
        NEVER_SENT,
        /** It may have been sent, or its answer was lost. */
        PERHAPS_SENT,
        /** It certainly was not done when that was recorded. A try that was cut off since left no trace. */
        FAILED
    }

    /**
     * Finishes an action whose end nobody recorded. One that may have been sent is looked up first and sent again only
     * where the system of record says that it never did it; where it cannot say, the action stays what it was.
     *
     * @return refused where a halt keeps it back, or where only another node can do it: nothing was sent
     */
    public Checked<Answer> settle(Flow flow, Action action, Left left, Instant deadline) {
        List<Problem> elsewhere = elsewhere(flow, action);
        if (!elsewhere.isEmpty()) return Checked.refused(elsewhere);
        if (left == Left.NEVER_SENT) return dispatch(flow, action, deadline);
        return switch (lookUp(flow, action, deadline)) {
            case Answer.Answered done -> Checked.ok(done);
            case Answer.Refused neverDone -> dispatch(flow, action, deadline);
            case Answer.Failed(Reason reason) -> Checked.ok(unsaid(left, reason));
            case Answer.Unknown(Reason reason) -> Checked.ok(unsaid(left, reason));
        };
    }

    /**
     * Finishes taking one back, in the same way: {@code left} says how far that got. No halt keeps it back.
     *
     * @return refused where only another node can do it: nothing was sent
     */
    public Checked<Answer> settleCompensation(Flow flow, Action action, Left left, Instant deadline) {
        List<Problem> elsewhere = elsewhere(flow, action);
        if (!elsewhere.isEmpty()) return Checked.refused(elsewhere);
        if (left == Left.NEVER_SENT) return Checked.ok(compensate(flow, action, deadline));
        return Checked.ok(
                switch (lookUpCompensation(flow, action, deadline)) {
                    case Answer.Answered undone -> undone;
                    case Answer.Refused neverUndone -> compensate(flow, action, deadline);
                    case Answer.Failed(Reason reason) -> unsaid(left, reason);
                    case Answer.Unknown(Reason reason) -> unsaid(left, reason);
                });
    }

    /** Why only another node can do it; empty where this one can. */
    private List<Problem> elsewhere(Flow flow, Action action) {
        if (!folders.areShared()) return List.of();
        List<Problem> missing =
                permitted(flow, action).then(spec -> adapter(spec, action)).problems();
        return isElsewhere(missing) ? missing : List.of();
    }

    /** Whether what keeps an action back is that its drop folder is another node's, which will do it. */
    public static boolean isElsewhere(List<Problem> problems) {
        return problems.stream().anyMatch(problem -> problem.code().equals(SharedFolders.ELSEWHERE));
    }

    private static Answer unsaid(Left left, Reason reason) {
        return left == Left.FAILED ? new Answer.Failed(reason) : new Answer.Unknown(reason);
    }

    /** The contract's entry for the action's tool, when there is one and the action is what it says it is. */
    private Checked<ToolSpec> permitted(Flow flow, Action action) {
        Optional<ToolSpec> spec = listed(flow, action.tool());
        if (spec.isEmpty()) return Checked.refused(unlisted(action.tool(), action.process()));
        if (!idOf(action).equals(action.id())) {
            return Checked.refused(new Problem(
                    "RMT-509",
                    "action " + action.id(),
                    "its id does not belong to its content: one of them was changed after it was prepared",
                    "find out who changed the record; nothing was sent"));
        }
        return Checked.ok(spec.get());
    }

    private Checked<Tool> adapter(ToolSpec spec, Action action) {
        Connector connector = connectors.get(spec.connector());
        if (connector != null) {
            return switch (connector.kind()) {
                case HTTP -> {
                    URI url = Objects.requireNonNull(connector.url(), "checked when opened");
                    yield Checked.ok(adapters.computeIfAbsent(
                            connector.name(), name -> new HttpTool(url, connector.token(), clock)));
                }
                case DROP_FOLDER ->
                    folders.open(
                            "connector " + connector.name(),
                            Objects.requireNonNull(connector.path(), "checked when opened"),
                            false);
            };
        }
        for (String segment : List.of(action.process(), spec.id())) {
            if (SEGMENT.matcher(segment).matches()) continue;
            return Checked.refused(new Problem(
                    "RMT-510",
                    "tool " + spec.id(),
                    "\"" + segment + "\" cannot name a folder",
                    "use letters, digits, '_' and '-', or configure the connector " + spec.connector()));
        }
        String name = action.process() + "/" + spec.id();
        return folders.open(name, outbox.resolve(name), true);
    }

    private static Problem unlisted(String tool, String process) {
        return new Problem(
                "RMT-505",
                "tool " + tool,
                "the contract of " + process + " does not list it",
                "list it under flow.tools of process.yaml, or do not use it");
    }

    /** The code of the first problem is the word: {@code rmt_505}. */
    private static Reason reason(List<Problem> problems) {
        return new Reason(
                problems.getFirst().code().toLowerCase(Locale.ROOT).replace('-', '_'),
                problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    }
}

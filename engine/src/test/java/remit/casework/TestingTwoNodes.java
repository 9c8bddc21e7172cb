package remit.casework;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;

/**
 * One case with one action, two nodes and a tool, as a machine: from each state every step that anybody can take next. What is
 * decided and what a state becomes is the engine's; the store's check of the sequence, the hold on an action and the way to the
 * tool are modelled as the server has them.
 *
 * @param log the case as its events tell it, null before it came in
 * @param owner who has the action in hand (0, 1, or none), {@code over} whether that time is up
 * @param left crashes that may still happen
 */
record TestingTwoNodes(
        Rules rules,
        @Nullable CaseState log,
        List<Node> nodes,
        Tool tool,
        int owner,
        boolean over,
        int left,
        String wrong) {
    private static final int NONE = -1;
    private static final String ACTION = "act";
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final Actor ENGINE = new Actor(Actor.Kind.SERVICE, "remit");

    /**
     * The rules that keep an effect single, each of which a test can take away.
     *
     * @param deduplicates whether the tool itself does nothing twice under one key
     * @param pauses whether a node may stand still between its look at the watch and its sending
     * @param refuses whether the tool finds the action unacceptable
     */
    record Rules(boolean holds, boolean asks, boolean sequence, boolean deduplicates, boolean pauses, boolean refuses) {
        static final Rules KEPT = new Rules(true, true, true, false, false, false);
    }

    enum At {
        IDLE,
        DECIDING,
        HOLDING,
        ASKED,
        WAITING,
        ANSWERED,
        RECORDING
    }

    enum Left {
        NEVER_SENT,
        PERHAPS_SENT,
        FAILED
    }

    enum Reply {
        NONE,
        PENDING,
        DONE,
        LOST,
        BUSY,
        REFUSED
    }

    /**
     * @param saw the case that it goes by, {@code answer} the state that it is about to record
     * @param sure whether its own watch says that it still has the action in hand
     */
    record Node(At at, @Nullable CaseState saw, Left left, boolean sure, String answer, Reply reply) {
        static final Node FRESH = new Node(At.IDLE, null, Left.PERHAPS_SENT, false, "", Reply.NONE);

        Node to(At next) {
            return new Node(next, saw, left, sure, answer, reply);
        }

        Node saw(At next, @Nullable CaseState now) {
            return new Node(next, now, left, sure, answer, reply);
        }

        Node holding(Left stands) {
            return new Node(At.HOLDING, null, stands, true, "", Reply.NONE);
        }

        Node answered(String state) {
            return new Node(At.ANSWERED, null, left, sure, state, Reply.NONE);
        }

        Node with(Reply next) {
            return new Node(at, saw, left, sure, answer, next);
        }

        Node unsure() {
            return new Node(at, saw, left, false, answer, reply);
        }
    }

    /** @param orphans requests that it works on although nobody waits for them */
    record Tool(int effects, int orphans) {}

    /** @param held whether the case waits for two people who want different things, or comes in at both nodes at once */
    static TestingTwoNodes start(Rules rules, boolean held, int crashes) {
        CaseState log = null;
        if (held) {
            log = Casework.apply(null, new CaseEvent.CaseOpened("c", "o"), ENGINE, AT);
            log = Casework.apply(log, new CaseEvent.Decided(Json.object("verdict", "checkpoint")), ENGINE, AT);
        }
        return new TestingTwoNodes(
                rules, log, List.of(Node.FRESH, Node.FRESH), new Tool(0, 0), NONE, false, crashes, "");
    }

    List<TestingTwoNodes> next() {
        var next = new ArrayList<TestingTwoNodes>();
        for (int i = 0; i < 2; i++) {
            node(i, next::add);
            tool(i, next::add);
            if (left > 0) next.add(crashed(i));
            Node node = nodes.get(i);
            boolean calling = node.at() == At.ASKED;
            if (owner == i && !over && (rules.pauses() || !calling))
                next.add(with(i, rules.pauses() && calling ? node : node.unsure())
                        .hold(owner, true));
        }
        if (tool.orphans() > 0) {
            next.add(with(new Tool(tool.effects(), tool.orphans() - 1)));
            next.add(done(new Tool(tool.effects(), tool.orphans() - 1)));
        }
        return next;
    }

    private void node(int i, Consumer<TestingTwoNodes> to) {
        Node node = nodes.get(i);
        switch (node.at()) {
            case IDLE -> idle(i, node, to);
            case DECIDING -> to.accept(decided(i, node));
            case HOLDING -> holding(i, node, to);
            case ASKED -> send(i, node, to);
            case WAITING -> waiting(i, node, to);
            case ANSWERED -> to.accept(with(i, isNews(node) ? node.saw(At.RECORDING, log) : Node.FRESH));
            case RECORDING -> to.accept(recorded(i, node));
        }
    }

    private void idle(int i, Node node, Consumer<TestingTwoNodes> to) {
        if (log == null || log.phase() == Phase.HELD) to.accept(with(i, node.saw(At.DECIDING, log)));
        String state = state();
        if (!isOpen(state) || !isFree(i)) return;
        Left stands = state.equals("failed") ? Left.FAILED : Left.PERHAPS_SENT;
        to.accept(with(i, node.holding(stands)).hold(i, false));
    }

    private boolean isFree(int i) {
        return !rules.holds() || owner == NONE || owner == i || over;
    }

    private static boolean isOpen(String state) {
        return state.equals("prepared") || state.equals("unknown") || state.equals("failed");
    }

    private String state() {
        return log == null ? "" : log.actions().getOrDefault(ACTION, "");
    }

    /** The first wants it through, the second (a person who is late, or a time that is up) does not. */
    private TestingTwoNodes decided(int i, Node node) {
        CaseState saw = node.saw();
        List<CaseEvent> events;
        if (saw == null) {
            events = List.of(
                    new CaseEvent.CaseOpened("c", "o"),
                    new CaseEvent.Decided(Json.object("verdict", "auto_clear")),
                    new CaseEvent.ActionPrepared(ACTION, "tool"));
        } else {
            var outcome = i == 0 ? Casework.Review.Outcome.EDIT : Casework.Review.Outcome.REJECT;
            var review = new Casework.Review(person(i), outcome, i == 0 ? "pay" : null, "other", saw.seq());
            if (!(Casework.decide(saw, review) instanceof Checked.Ok<CaseEvent.Reviewed>(CaseEvent.Reviewed event)))
                return with(i, Node.FRESH);
            events = i == 0 ? List.of(event, new CaseEvent.ActionPrepared(ACTION, "tool")) : List.of(event);
        }
        if (rules.sequence() && !Objects.equals(saw, log)) return with(i, Node.FRESH);
        CaseState after = log;
        for (CaseEvent event : events) after = Casework.apply(after, event, person(i), AT);
        boolean twice = log != null && log.phase() != Phase.HELD;
        TestingTwoNodes written = with(after).but(twice ? "decided twice" : "");
        return events.size() == 1
                ? written.with(i, Node.FRESH)
                : written.with(i, Node.FRESH.holding(Left.NEVER_SENT)).hold(i, false);
    }

    private static Actor person(int i) {
        return new Actor(Actor.Kind.PERSON, "p_" + i);
    }

    private void holding(int i, Node node, Consumer<TestingTwoNodes> to) {
        if (!node.sure() && rules.holds()) {
            boolean mine = owner == i;
            if (!isOpen(state()) || !isFree(i)) to.accept(with(i, Node.FRESH));
            else {
                Left stands = state().equals("failed") ? Left.FAILED : Left.PERHAPS_SENT;
                to.accept(with(i, node.holding(state().equals("prepared") && mine ? node.left() : stands))
                        .hold(i, false));
            }
            return;
        }
        if (node.left() == Left.NEVER_SENT || !rules.asks()) {
            if (rules.asks() && state().equals("unknown")) to.accept(but("sent blindly"));
            send(i, node, to);
            return;
        }
        // It cannot say: it is down, or works on it at this moment.
        to.accept(with(i, node.answered(node.left() == Left.FAILED ? "failed" : "unknown")));
        if (isWorking()) return;
        to.accept(with(i, tool.effects() > 0 ? node.answered("verified") : node.to(At.ASKED)));
    }

    private boolean isWorking() {
        return tool.orphans() > 0 || nodes.stream().anyMatch(each -> each.reply() == Reply.PENDING);
    }

    private void send(int i, Node node, Consumer<TestingTwoNodes> to) {
        to.accept(with(i, node.answered("failed")));
        to.accept(with(i, node.to(At.WAITING).with(Reply.PENDING)));
    }

    private void waiting(int i, Node node, Consumer<TestingTwoNodes> to) {
        switch (node.reply()) {
            case NONE, LOST -> to.accept(with(i, node.answered("unknown")));
            case PENDING -> {
                if (tool.orphans() < 2)
                    to.accept(with(i, node.answered("unknown")).orphan());
            }
            case DONE -> to.accept(with(i, node.answered("verified")));
            case BUSY -> to.accept(with(i, node.answered("failed")));
            case REFUSED -> to.accept(with(i, node.answered("refused")));
        }
    }

    /** What did not happen is news only while nobody else may have the action in hand. */
    private boolean isNews(Node node) {
        boolean happened = node.answer().equals("verified");
        return Casework.mayFollow(state(), node.answer()) && (happened || node.sure() || !rules.holds());
    }

    private TestingTwoNodes recorded(int i, Node node) {
        String after = node.answer();
        if (rules.sequence() && !Objects.equals(node.saw(), log)) return with(i, node.to(At.ANSWERED));
        CaseEvent event = switch (after) {
            case "verified" -> new CaseEvent.ActionVerified(ACTION, "tool", null);
            case "failed" -> new CaseEvent.ActionFailed(ACTION, "tool", "x");
            case "refused" -> new CaseEvent.ActionRefused(ACTION, "tool", "x");
            default -> new CaseEvent.ActionUnknown(ACTION, "tool", "x");
        };
        TestingTwoNodes written = with(Casework.apply(log, event, ENGINE, AT)).with(i, Node.FRESH);
        boolean untrue =
                (after.equals("verified") && tool.effects() == 0) || (after.equals("refused") && tool.effects() > 0);
        return (owner == i ? written.hold(NONE, false) : written)
                .but(untrue ? "recorded as " + after + " after " + tool.effects() : "");
    }

    /** What the tool does with a request that it has. */
    private void tool(int i, Consumer<TestingTwoNodes> to) {
        Node node = nodes.get(i);
        if (node.reply() != Reply.PENDING) return;
        if (rules.refuses()) {
            to.accept(with(i, node.with(Reply.REFUSED)));
            return;
        }
        to.accept(with(i, node.with(Reply.LOST)));
        to.accept(with(i, node.with(Reply.BUSY)));
        to.accept(with(i, node.with(Reply.DONE)).done(tool));
        to.accept(with(i, node.with(Reply.LOST)).done(tool));
    }

    private TestingTwoNodes crashed(int i) {
        boolean pending = nodes.get(i).reply() == Reply.PENDING;
        TestingTwoNodes gone = with(i, Node.FRESH).hold(owner == i ? NONE : owner, owner != i && over);
        gone = pending ? gone.orphan() : gone;
        return new TestingTwoNodes(rules, gone.log, gone.nodes, gone.tool, gone.owner, gone.over, left - 1, gone.wrong);
    }

    private TestingTwoNodes done(Tool before) {
        boolean again = rules.deduplicates() && before.effects() > 0;
        int effects = again || rules.refuses() ? before.effects() : before.effects() + 1;
        return with(new Tool(effects, before.orphans())).but(effects > 1 ? "done twice" : "");
    }

    private TestingTwoNodes orphan() {
        return with(new Tool(tool.effects(), tool.orphans() + 1));
    }

    private TestingTwoNodes with(int i, Node node) {
        List<Node> changed = i == 0 ? List.of(node, nodes.get(1)) : List.of(nodes.get(0), node);
        return new TestingTwoNodes(rules, log, changed, tool, owner, over, left, wrong);
    }

    private TestingTwoNodes with(Tool changed) {
        return new TestingTwoNodes(rules, log, nodes, changed, owner, over, left, wrong);
    }

    private TestingTwoNodes with(@Nullable CaseState changed) {
        return new TestingTwoNodes(rules, changed, nodes, tool, owner, over, left, wrong);
    }

    private TestingTwoNodes hold(int by, boolean ended) {
        return new TestingTwoNodes(rules, log, nodes, tool, by, ended, left, wrong);
    }

    private TestingTwoNodes but(String what) {
        return what.isEmpty() ? this : new TestingTwoNodes(rules, log, nodes, tool, owner, over, left, what);
    }

    /** Everything of it in a line: two states that are told alike are alike. */
    String told() {
        var told = new StringBuilder(log == null ? "-" : log.seq() + log.phase().word() + state());
        for (Node node : nodes) {
            CaseState saw = node.saw();
            told.append("  ").append(node.at()).append(' ').append(saw == null ? "-" : saw.seq());
            told.append(' ').append(node.left()).append(node.sure() ? "! " : " ");
            told.append(node.answer()).append(' ').append(node.reply());
        }
        return told + "  done " + tool.effects() + ", orphans " + tool.orphans() + ", held by " + owner
                + (over ? " over" : "") + ", " + left + " " + wrong;
    }

    /** Nobody is at work and nothing is open: the case has come to its end. */
    boolean isEnded() {
        boolean quiet = nodes.stream().allMatch(node -> node.at() == At.IDLE);
        return quiet && log != null && log.phase() != Phase.HELD && !isOpen(state());
    }
}

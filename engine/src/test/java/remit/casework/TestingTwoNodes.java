package remit.casework;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.process.ToolSpec;

/**
 * One case with one action that people may have taken back, two nodes and a tool, as a machine: from each state every step that anybody can take next. What is
 * decided and what a state becomes is the engine's; the store's check of the sequence, the hold on an action and the way to the
 * tool are modelled as the server has them.
 *
 * @param log the case as its events tell it, null before it came in
 * @param works the action and the taking back of it, as {@link #DO} and {@link #UNDO} count them
 * @param left crashes that may still happen, {@code asks} how often people may still ask that it be taken back
 */
record TestingTwoNodes(
        Rules rules, @Nullable CaseState log, List<Node> nodes, List<Work> works, int left, int asks, String wrong) {
    private static final int NONE = -1;
    private static final int DO = 0;
    private static final int UNDO = 1;
    private static final String ACTION = "act";
    private static final Node FRESH = new Node(At.IDLE, DO, null, Left.PERHAPS_SENT, false, "", Reply.NONE);
    private static final List<String> IDS = List.of(ACTION, Compensation.id(ACTION));
    private static final ToolSpec TOOL =
            new ToolSpec("tool", "ledger", ToolSpec.Effect.REVERSIBLE, Map.of(), Set.of(), "it is booked back");
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
        ASKING_BACK,
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
     * @param what whether it is about the action or about taking it back
     * @param saw the case that it goes by, {@code answer} the state that it is about to record
     * @param sure whether its own watch says that it still has it in hand
     */
    record Node(At at, int what, @Nullable CaseState saw, Left left, boolean sure, String answer, Reply reply) {
        Node to(At next) {
            return new Node(next, what, saw, left, sure, answer, reply);
        }

        Node saw(At next, @Nullable CaseState now) {
            return new Node(next, what, now, left, sure, answer, reply);
        }

        Node holding(int which, Left stands) {
            return new Node(At.HOLDING, which, null, stands, true, "", Reply.NONE);
        }

        Node answered(String state) {
            return new Node(At.ANSWERED, what, null, left, sure, state, Reply.NONE);
        }

        Node with(Reply next) {
            return new Node(at, what, saw, left, sure, answer, next);
        }

        Node unsure() {
            return new Node(at, what, saw, left, false, answer, reply);
        }
    }

    /**
     * What the tool has of one of the two, and who of the nodes.
     *
     * @param effects how often it happened, {@code orphans} requests that it works on although nobody waits for them
     * @param owner who has it in hand (0, 1, or none), {@code over} whether that time is up
     */
    record Work(int effects, int orphans, int owner, boolean over) {
        static final Work NEW = new Work(0, 0, NONE, false);

        Work hold(int by, boolean ended) {
            return new Work(effects, orphans, by, ended);
        }

        Work orphans(int more) {
            return new Work(effects, orphans + more, owner, over);
        }
    }

    /** @param held whether the case waits for two people who want different things, or comes in at both nodes at once */
    static TestingTwoNodes start(Rules rules, boolean held, int crashes) {
        CaseState log = held ? decided("checkpoint") : null;
        return new TestingTwoNodes(rules, log, List.of(FRESH, FRESH), List.of(Work.NEW, Work.NEW), crashes, 0, "");
    }

    /** A case that cleared and whose action is prepared; people may ask so many times that it be taken back. */
    static TestingTwoNodes prepared(Rules rules, int crashes, int asks) {
        CaseState log = Casework.apply(decided("auto_clear"), new CaseEvent.ActionPrepared(ACTION, "tool"), ENGINE, AT);
        return new TestingTwoNodes(rules, log, List.of(FRESH, FRESH), List.of(Work.NEW, Work.NEW), crashes, asks, "");
    }

    private static CaseState decided(String verdict) {
        CaseState opened = Casework.apply(null, new CaseEvent.CaseOpened("c", "o"), ENGINE, AT);
        return Casework.apply(opened, new CaseEvent.Decided(Json.object("verdict", verdict)), ENGINE, AT);
    }

    List<TestingTwoNodes> next() {
        var next = new ArrayList<TestingTwoNodes>();
        for (int i = 0; i < 2; i++) {
            node(i, next::add);
            tool(i, next::add);
            if (left > 0) next.add(crashed(i));
            Node node = nodes.get(i);
            boolean calling = node.at() == At.ASKED;
            Work work = works.get(node.what());
            if (work.owner() == i && !work.over() && (rules.pauses() || !calling))
                next.add(with(i, rules.pauses() && calling ? node : node.unsure())
                        .hold(node.what(), i, true));
        }
        for (int what : List.of(DO, UNDO)) {
            if (works.get(what).orphans() == 0) continue;
            TestingTwoNodes one = with(what, works.get(what).orphans(-1));
            next.add(one);
            next.add(one.done(what));
        }
        return next;
    }

    private void node(int i, Consumer<TestingTwoNodes> to) {
        Node node = nodes.get(i);
        switch (node.at()) {
            case IDLE -> idle(i, node, to);
            case DECIDING -> to.accept(decided(i, node));
            case ASKING_BACK -> to.accept(askedBack(i, node));
            case HOLDING -> holding(i, node, to);
            case ASKED -> send(i, node, to);
            case WAITING -> waiting(i, node, to);
            case ANSWERED -> to.accept(with(i, isNews(node) ? node.saw(At.RECORDING, log) : FRESH));
            case RECORDING -> to.accept(recorded(i, node));
        }
    }

    private void idle(int i, Node node, Consumer<TestingTwoNodes> to) {
        if (log == null || log.phase() == Phase.HELD) to.accept(with(i, node.saw(At.DECIDING, log)));
        if (asks > 0 && log != null && log.phase() != Phase.HELD) to.accept(with(i, node.saw(At.ASKING_BACK, log)));
        for (int what : List.of(DO, UNDO)) {
            String state = state(what);
            if (!isOpen(state) || !isFree(i, what)) continue;
            Left stands = state.equals("failed") ? Left.FAILED : Left.PERHAPS_SENT;
            to.accept(with(i, node.holding(what, stands)).hold(what, i, false));
        }
    }

    private boolean isFree(int i, int what) {
        Work work = works.get(what);
        return !rules.holds() || work.owner() == NONE || work.owner() == i || work.over();
    }

    private static boolean isOpen(String state) {
        return state.equals("prepared") || state.equals("unknown") || state.equals("failed");
    }

    private String state(int what) {
        return log == null ? "" : log.actions().getOrDefault(IDS.get(what), "");
    }

    /** A person asks that it be taken back: that is written before anything is asked of the tool. */
    private TestingTwoNodes askedBack(int i, Node node) {
        CaseState saw = Objects.requireNonNull(node.saw());
        var wish = new Compensation(person(i), ACTION, null, false);
        if (!(wish.decide(saw, TOOL) instanceof Checked.Ok<CaseEvent>(CaseEvent event)))
            return with(i, FRESH).asks(asks - 1);
        if (rules.sequence() && !saw.equals(log)) return with(i, FRESH);
        return with(Casework.apply(log, event, person(i), AT))
                .with(i, FRESH.holding(UNDO, Left.NEVER_SENT))
                .hold(UNDO, i, false)
                .asks(asks - 1);
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
                return with(i, FRESH);
            events = i == 0 ? List.of(event, new CaseEvent.ActionPrepared(ACTION, "tool")) : List.of(event);
        }
        if (rules.sequence() && !Objects.equals(saw, log)) return with(i, FRESH);
        CaseState after = log;
        for (CaseEvent event : events) after = Casework.apply(after, event, person(i), AT);
        boolean twice = log != null && log.phase() != Phase.HELD;
        TestingTwoNodes written = with(after).but(twice ? "decided twice" : "");
        return events.size() == 1
                ? written.with(i, FRESH)
                : written.with(i, FRESH.holding(DO, Left.NEVER_SENT)).hold(DO, i, false);
    }

    private static Actor person(int i) {
        return new Actor(Actor.Kind.PERSON, "p_" + i);
    }

    private void holding(int i, Node node, Consumer<TestingTwoNodes> to) {
        int what = node.what();
        String state = state(what);
        if (!node.sure() && rules.holds()) {
            boolean mine = works.get(what).owner() == i;
            if (!isOpen(state) || !isFree(i, what)) to.accept(with(i, FRESH));
            else {
                Left stands = state.equals("failed") ? Left.FAILED : Left.PERHAPS_SENT;
                to.accept(with(i, node.holding(what, state.equals("prepared") && mine ? node.left() : stands))
                        .hold(what, i, false));
            }
            return;
        }
        if (node.left() == Left.NEVER_SENT || !rules.asks()) {
            if (rules.asks() && state.equals("unknown")) to.accept(but("sent blindly"));
            send(i, node, to);
            return;
        }
        // It cannot say: it is down, or works on it at this moment.
        to.accept(with(i, node.answered(node.left() == Left.FAILED ? "failed" : "unknown")));
        if (isWorking(what)) return;
        to.accept(with(i, works.get(what).effects() > 0 ? node.answered("verified") : node.to(At.ASKED)));
    }

    private boolean isWorking(int what) {
        return works.get(what).orphans() > 0
                || nodes.stream().anyMatch(each -> each.what() == what && each.reply() == Reply.PENDING);
    }

    private void send(int i, Node node, Consumer<TestingTwoNodes> to) {
        to.accept(with(i, node.answered("failed")));
        to.accept(with(i, node.to(At.WAITING).with(Reply.PENDING)));
    }

    private void waiting(int i, Node node, Consumer<TestingTwoNodes> to) {
        switch (node.reply()) {
            case NONE, LOST -> to.accept(with(i, node.answered("unknown")));
            case PENDING -> {
                if (works.get(node.what()).orphans() < 2)
                    to.accept(with(i, node.answered("unknown")).orphan(node.what()));
            }
            case DONE -> to.accept(with(i, node.answered("verified")));
            case BUSY -> to.accept(with(i, node.answered("failed")));
            case REFUSED -> to.accept(with(i, node.answered("refused")));
        }
    }

    /** What did not happen is news only while nobody else may have the action in hand. */
    private boolean isNews(Node node) {
        boolean happened = node.answer().equals("verified");
        return Casework.mayFollow(state(node.what()), node.answer()) && (happened || node.sure() || !rules.holds());
    }

    private TestingTwoNodes recorded(int i, Node node) {
        String after = node.answer();
        if (rules.sequence() && !Objects.equals(node.saw(), log)) return with(i, node.to(At.ANSWERED));
        int what = node.what();
        CaseEvent event = switch (after) {
            case "verified" -> ActionEvents.verified(IDS.get(what), "tool", null);
            case "failed" -> ActionEvents.failed(IDS.get(what), "tool", "x");
            case "refused" -> ActionEvents.refused(IDS.get(what), "tool", "x");
            default -> ActionEvents.unknown(IDS.get(what), "tool", "x");
        };
        TestingTwoNodes written = with(Casework.apply(log, event, ENGINE, AT)).with(i, FRESH);
        int effects = works.get(what).effects();
        boolean untrue = (after.equals("verified") && effects == 0) || (after.equals("refused") && effects > 0);
        return (works.get(what).owner() == i ? written.hold(what, NONE, false) : written)
                .but(untrue ? "recorded as " + after + " after " + effects : "");
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
        to.accept(with(i, node.with(Reply.DONE)).done(node.what()));
        to.accept(with(i, node.with(Reply.LOST)).done(node.what()));
    }

    private TestingTwoNodes crashed(int i) {
        Node node = nodes.get(i);
        TestingTwoNodes gone = with(i, FRESH);
        for (int what : List.of(DO, UNDO)) if (works.get(what).owner() == i) gone = gone.hold(what, NONE, false);
        gone = node.reply() == Reply.PENDING ? gone.orphan(node.what()) : gone;
        return new TestingTwoNodes(rules, gone.log, gone.nodes, gone.works, left - 1, asks, gone.wrong);
    }

    /** The tool undoes what it is asked to, also what it never did: only the rules keep it from that. */
    private TestingTwoNodes done(int what) {
        Work before = works.get(what);
        boolean again = rules.deduplicates() && before.effects() > 0;
        int effects = again || rules.refuses() ? before.effects() : before.effects() + 1;
        TestingTwoNodes after = with(what, new Work(effects, before.orphans(), before.owner(), before.over()));
        if (what == UNDO && works.get(DO).effects() == 0) return after.but("undone before it was done");
        return after.but(effects > 1 ? (what == DO ? "done twice" : "undone twice") : "");
    }

    private TestingTwoNodes orphan(int what) {
        return with(what, works.get(what).orphans(1));
    }

    private TestingTwoNodes with(int i, Node node) {
        List<Node> changed = i == 0 ? List.of(node, nodes.get(1)) : List.of(nodes.get(0), node);
        return new TestingTwoNodes(rules, log, changed, works, left, asks, wrong);
    }

    private TestingTwoNodes with(int what, Work changed) {
        List<Work> both = what == DO ? List.of(changed, works.get(UNDO)) : List.of(works.get(DO), changed);
        return new TestingTwoNodes(rules, log, nodes, both, left, asks, wrong);
    }

    private TestingTwoNodes with(@Nullable CaseState changed) {
        return new TestingTwoNodes(rules, changed, nodes, works, left, asks, wrong);
    }

    private TestingTwoNodes hold(int what, int by, boolean ended) {
        return with(what, works.get(what).hold(by, ended));
    }

    private TestingTwoNodes asks(int more) {
        return new TestingTwoNodes(rules, log, nodes, works, left, more, wrong);
    }

    private TestingTwoNodes but(String what) {
        return what.isEmpty() ? this : new TestingTwoNodes(rules, log, nodes, works, left, asks, what);
    }

    /** Everything of it in a line: two states that are told alike are alike. */
    String told() {
        var told =
                new StringBuilder(log == null ? "-" : log.seq() + log.phase().word() + state(DO) + "/" + state(UNDO));
        for (Node node : nodes) {
            CaseState saw = node.saw();
            told.append("  ").append(node.at()).append(node.what()).append(' ').append(saw == null ? "-" : saw.seq());
            told.append(' ').append(node.left()).append(node.sure() ? "! " : " ");
            told.append(node.answer()).append(' ').append(node.reply());
        }
        for (Work work : works) {
            told.append("  done ").append(work.effects()).append(", orphans ").append(work.orphans());
            told.append(", held by ").append(work.owner()).append(work.over() ? " over" : "");
        }
        return told + ", " + left + " " + asks + " " + wrong;
    }

    /** Nobody is at work and nothing is open: the case has come to its end. */
    boolean isEnded() {
        boolean quiet = nodes.stream().allMatch(node -> node.at() == At.IDLE);
        return quiet && log != null && log.phase() != Phase.HELD && !isOpen(state(DO)) && !isOpen(state(UNDO));
    }
}

package remit.process;

import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A process as its owner signed it: process.yaml of a pack, checked. Grouped as its readers ask.
 *
 * @param retention how long after its last event an ended case keeps what may be erased; null: until somebody erases it
 */
public record ProcessContract(
        String id,
        String name,
        ZoneId zone,
        Purpose purpose,
        People people,
        Risk risk,
        Flow flow,
        AuthorSpec author,
        Economics economics,
        Reporting reporting,
        Governance governance,
        Rollout rollout,
        @Nullable Period retention) {

    /** A contract that says nothing of retention. */
    public ProcessContract(
            String id,
            String name,
            ZoneId zone,
            Purpose purpose,
            People people,
            Risk risk,
            Flow flow,
            AuthorSpec author,
            Economics economics,
            Reporting reporting,
            Governance governance,
            Rollout rollout) {
        this(id, name, zone, purpose, people, risk, flow, author, economics, reporting, governance, rollout, null);
    }

    /**
     * Which rules beside its own bind the process, and how its own may change.
     *
     * @param domain whose table binds it beside that of the organisation; empty without one
     */
    public record Governance(String domain, Changes changes) {
        /** Under no domain, and changed as {@link Changes#APPROVED} says: what a contract means that says nothing. */
        public static final Governance DEFAULT = new Governance("", Changes.APPROVED);
    }

    /** How another version of the process comes into force. */
    public enum Changes {
        /** Drafted, submitted with a reason, approved by a second person. */
        APPROVED,
        /** By publishing the folder as it is: for a pilot in which nobody is harmed. */
        FILES;

        /** As a contract spells it. */
        public String word() {
            return switch (this) {
                case APPROVED -> "approved";
                case FILES -> "files";
            };
        }
    }

    /** Why it exists and where it ends. */
    public record Purpose(
            String statement,
            List<String> inside,
            List<String> outside,
            List<String> constraints,
            List<String> staysHuman) {}

    /**
     * RACI plus E. Exactly one accountable owner and one escalation owner.
     *
     * @param ruleAuthors who wrote the decision table; they do not approve what it holds
     */
    public record People(
            Person owner,
            Escalation escalation,
            List<Person> responsible,
            List<Person> consulted,
            List<Person> informed,
            List<Person> ruleAuthors,
            List<DecisionPoint> decisionPoints) {}

    /** @param contact a mail address, or the name of a channel in the configuration */
    public record Person(String name, String function, String contact) {}

    /**
     * Who is paged, and who when they do not answer.
     *
     * @param hours as the contract writes them; {@code paging} holds them as they are counted
     */
    public record Escalation(Person owner, Person backup, String hours, Paging paging) {
        /** In the usual steps, at every hour. */
        public Escalation(Person owner, Person backup, String hours) {
            this(owner, backup, hours, Paging.usual(ZoneOffset.UTC));
        }
    }

    /** One decision with the person who owns it and its consequences. */
    public record DecisionPoint(String name, Person owner, String consequences) {}

    /**
     * What can go wrong and what holds it back.
     *
     * @param maxMovedError the most that may be wrong of the cases that a change of rules newly lets through, in (0, 1);
     *     empty where only all that clears is looked at
     */
    public record Risk(
            Tier tier,
            String rationale,
            List<StopCondition> stopConditions,
            List<AdverseDecision> adverse,
            List<Checkpoint> checkpoints,
            Optional<Double> maxMovedError,
            String rollbackPlan) {}

    /** A person's look at the work, in the order in which it may be removed. */
    public record Checkpoint(String id, String description) {}

    /**
     * What happens to a case, in order, and by which tools.
     *
     * @param withoutEffect decisions after which nothing has to be done, so that no tool carries them out
     * @param trail who looks at a case today, as its log tells it; null where no log does
     * @param watch what is expected of the flow
     */
    public record Flow(
            List<Step> steps,
            List<ToolSpec> tools,
            Set<String> withoutEffect,
            @Nullable Trail trail,
            Watch watch) {
        public Flow {
            withoutEffect = Set.copyOf(withoutEffect);
        }

        /** Of a process whose past nobody's log tells, and of which nothing is expected. */
        public Flow(List<Step> steps, List<ToolSpec> tools, Set<String> withoutEffect) {
            this(steps, tools, withoutEffect, null, Watch.NONE);
        }

        /**
         * Whether the contract says what follows from {@code decision}: a tool carries it out, or nothing has to be done.
         * A contract that lists no tool acts on nothing.
         */
        public boolean provides(String decision) {
            return tools.isEmpty()
                    || withoutEffect.contains(decision)
                    || tools.stream().anyMatch(tool -> tool.carriesOut(decision));
        }

        /** The tools whose effect nobody can take back. */
        public List<ToolSpec> irreversible() {
            return tools.stream()
                    .filter(tool -> tool.wayBack() == ToolSpec.WayBack.NONE)
                    .toList();
        }

        /** Whether carrying out {@code decision} does what nobody can take back. */
        public boolean isForGood(String decision) {
            return irreversible().stream().anyMatch(tool -> tool.carriesOut(decision));
        }
    }

    /** One observable step. */
    public record Step(String id, String description) {}
}

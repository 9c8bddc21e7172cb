package remit.server.web;

import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import javax.sql.DataSource;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.scorecard.Score;
import remit.server.access.Access;
import remit.server.acts.Acts;
import remit.server.cases.EffectDesk;
import remit.server.changes.CaseProposals;
import remit.server.changes.Changes;
import remit.server.changes.PartRollbacks;
import remit.server.changes.Trials;
import remit.server.halts.HaltDesk;
import remit.server.incidents.IncidentDesk;
import remit.server.ladders.Ladders;
import remit.server.register.Authorities;
import remit.server.register.RuleHygiene;
import remit.server.whatif.WhatIfs;

/** Everything the web server is given. It opens nothing and closes nothing of this. */
public record WebParts(
        Storage storage,
        Access access,
        WebSettings settings,
        Catalog catalog,
        Services services,
        Rollout rollout,
        Register register,
        Rules rules,
        WhatIfs whatIfs,
        HaltDesk halts,
        IncidentDesk incidents,
        Acts acts,
        EffectDesk effects) {
    /**
     * @param writing whether what is accepted will be written: a server that only reads must not be sent work
     * @param answering whether the database answers at this moment: while it does not, nothing is accepted
     */
    public record Storage(DataSource source, BooleanSupplier writing, BooleanSupplier answering) {}

    public DataSource dataSource() {
        return storage.source();
    }

    /**
     * What is published.
     *
     * @param processes the newest version of every process, in the order in which they are shown
     * @param version a version by the SHA-256 of its pack
     * @param measured what a process's evidence amounts to, by its id
     */
    public record Catalog(
            Supplier<List<PublishedProcess>> processes,
            Function<String, Optional<PublishedProcess>> version,
            Measured measured) {
        /**
         * Folds of evidence.
         *
         * @param figures more numbers for a scorecard: the owner's KPIs, each with its formula
         * @param worth what clearing was worth, where the pack counts that and something was decided
         */
        public record Measured(Function<String, List<Figure>> figures, Function<String, Optional<Score.Worth>> worth) {}

        public Optional<PublishedProcess> process(String id) {
            return processes.get().stream()
                    .filter(process -> process.contract().id().equals(id))
                    .findFirst();
        }
    }

    /** Where rules are changed. */
    public record Rules(Changes changes, Trials trials, CaseProposals proposals, PartRollbacks rollbacks) {
        public static Rules of(Changes.Parts parts) {
            var changes = new Changes(parts);
            return new Rules(changes, new Trials(parts), new CaseProposals(changes, parts), new PartRollbacks(parts));
        }
    }

    /**
     * How far the work of processes is trusted, and the looks that this rests on.
     *
     * @param clock business time of what people do here
     */
    public record Rollout(Ladders ladders, Looking looks, InstantSource clock) {
        /** Gives a look at a case that cleared. */
        public interface Looking {
            /** @param note the person's own words; may be empty */
            Checked<CaseState> look(String caseId, Casework.Look look, String note);
        }
    }

    /** Who may let what through, and how the rows of the rules fare. */
    public record Register(Authorities authorities, RuleHygiene hygiene) {}

    /**
     * What may be asked of the rest of the product. Each function is safe for many threads.
     *
     * @param review decides a held case
     * @param intake hands in one new case and decides it
     * @param caseByKey the case id of {@code process/key}, key columns joined by a slash; empty when none has this key
     * @param who who answers for a case, by its id: the same object that the command line prints
     * @param changelog writes JSON lines, one a decision, of one process or (empty text) of all; how many there were
     */
    public record Services(
            Function<ReviewCommand, ReviewAnswer> review,
            Function<IntakeCommand, IntakeAnswer> intake,
            Function<String, Optional<String>> caseByKey,
            Function<String, Optional<Json.Obj>> who,
            ToLongBiFunction<String, OutputStream> changelog) {}
}

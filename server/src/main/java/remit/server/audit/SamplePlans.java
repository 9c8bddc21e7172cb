package remit.server.audit;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.assurance.sampling.SamplePlan;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.ladders.DailySecrets;
import remit.server.ladders.Ladders;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.Streaming;

/**
 * Samples that an auditor plans: what they shall prove is evidence before anybody looks, chance draws the cases, people look
 * without seeing what was decided, and the plan says what that proves. A sample changes no case and moves no ladder.
 */
public final class SamplePlans {
    /** What a person who rejects a case decided. */
    private static final String REJECTED = "(rejected)";

    /** A sample that may be looked at any time ends after so many times the fixed size. */
    private static final long LONGEST = 3;

    /** So many decisions are named to whoever wrote another. */
    private static final int LISTED = 30;

    private final Parts parts;

    /** What it works with. @param ladders the secrets of the day, which nobody can steer */
    public record Parts(DataSource source, EvidenceLog log, Ladders ladders, InstantSource clock) {}

    public SamplePlans(Parts parts) {
        this.parts = parts;
    }

    /** What a sample would take; nothing is drawn. */
    public Checked<Json.Obj> plan(String process, PlanTerms terms) {
        return there(process, terms)
                .then(PlanTerms::fixed)
                .map(plan -> terms.told(
                                plan,
                                Population.cases(parts.source(), process, terms.scope(), null)
                                        .size())
                        .with("process", Json.of(process)));
    }

    /** Refused where its segment is none of the process: a name that was misspelt never has a case. */
    private Checked<PlanTerms> there(String process, PlanTerms terms) {
        String segment = terms.scope().segment();
        Set<String> known = Population.segments(parts.source(), process);
        if (segment == null || known.isEmpty() || known.contains(segment)) return Checked.ok(terms);
        return refuse(
                "RMT-193",
                "--segment",
                "the process has no segment \"" + segment + "\"",
                "use one of " + String.join(", ", known));
    }

    /**
     * Draws the cases, and puts on record what they shall prove. Whoever may draw again until it passes proves nothing: it is
     * refused, whatever its terms, while an earlier sample asks about some of these cases, and for good where one failed.
     *
     * @return the sample, as {@link #show} tells it
     */
    public Checked<Json.Obj> draw(String process, PlanTerms terms, Actor by) {
        return there(process, terms).then(PlanTerms::fixed).then(plan -> {
            List<String> population = Population.cases(parts.source(), process, terms.scope(), null);
            if (population.isEmpty()) {
                return refuse(
                        "RMT-168",
                        process,
                        "there is no such case to draw from",
                        "widen the period or the segment, or wait for cases");
            }
            for (EarlierSamples.Earlier each : EarlierSamples.of(parts.source(), process, terms.scope(), null)) {
                String result = SampleResult.of(each.sample(), each.sample().known(parts.source()))
                        .result();
                if (!result.equals("proven")) return again(each, result.equals("open"));
            }
            Instant now = parts.clock().instant();
            DailySecrets.Secret secret =
                    parts.ladders().of(process).secrets().opened(LocalDate.ofInstant(now, ZoneOffset.UTC));
            String id =
                    "smp_" + Digest.sha256Hex(process + " " + by + " " + now).substring(0, 10);
            long most = terms.sequential() ? LONGEST * plan.size() : plan.size();
            List<String> drawn = population.stream()
                    .sorted(Comparator.comparing(
                            caseId -> secret.draw("sample " + id, caseId).number(), Long::compareUnsigned))
                    .limit(most)
                    .toList();
            Json.Obj body = planned(terms, plan)
                    .with("sample", Json.of(id))
                    .with("population", Json.of(population.size()))
                    .with("day", Json.of(secret.day().toString()))
                    .with("commitment", Json.of(secret.commitment()))
                    .with("cases", Json.strings(drawn));
            String segment = terms.scope().segment();
            Json.Obj words = segment == null ? null : Json.object("segment", segment);
            write(new Said(process, id, Sample.PLANNED, by), 1, body, words);
            // Whoever erased one of them in this moment did not see that it was drawn.
            Set<String> left = Population.left(parts.source(), drawn);
            List<String> gone =
                    drawn.stream().filter(each -> !left.contains(each)).toList();
            if (!gone.isEmpty()) {
                Json.Obj withdrawn = Json.object("sample", id, "cases", Json.strings(gone));
                write(new Said(process, id, Sample.WITHDRAWN, by), 2, withdrawn, null);
            }
            return show(id);
        });
    }

    private static Checked<Json.Obj> again(EarlierSamples.Earlier earlier, boolean open) {
        String asked = String.format(Locale.ROOT, "asked about %,d of these cases before", earlier.cases());
        return open
                ? refuse(
                        "RMT-164",
                        earlier.id(),
                        "this sample " + asked + " and is open",
                        "look at its cases first: remit sample show " + earlier.id())
                : refuse(
                        "RMT-164",
                        earlier.id(),
                        "this sample " + asked + " and did not prove it: it is not begun again until it passes",
                        "draw from cases that came in after it, with --from");
    }

    private static Json.Obj planned(PlanTerms terms, SamplePlan plan) {
        PlanTerms.Scope scope = terms.scope();
        return Json.object(
                "of", scope.reviewed() ? "reviewed" : "cleared",
                "from", scope.from() == null ? null : scope.from().toString(),
                "until", scope.until() == null ? null : scope.until().toString(),
                "tolerable", terms.rates().tolerable(),
                "expected", terms.rates().expected(),
                "risk", terms.rates().risk(),
                "sequential", terms.sequential(),
                "size", plan.size(),
                "allowed", plan.allowedDeviations());
    }

    private record Said(String process, String sample, String type, Actor by) {}

    private void write(Said said, long seq, Json.Obj body, Json.@Nullable Obj words) {
        var step = new ProcessWrite.Step(
                said.process,
                new ProcessWrite.Place(Sample.thread(said.sample), seq),
                said.type,
                said.by,
                Json.EMPTY,
                body,
                words);
        EvidenceLog.await(parts.log().append(new ProcessWrite(parts.clock().instant(), List.of(step), null)));
    }

    /** The process of a sample, or null for one that there is not. */
    public @Nullable String processOf(String id) {
        return Sample.read(parts.source(), id)
                .map(sample -> sample.planned().place().process())
                .orElse(null);
    }

    /** How a sample stands: what it was planned for, what was found, what that proves, which cases wait. */
    public Checked<Json.Obj> show(String id) {
        return sample(id).map(sample -> {
            Map<String, Boolean> looks = sample.known(parts.source());
            Json.Obj body = sample.planned().body();
            Json.Obj told = Json.object(
                    "sample", id,
                    "process", sample.planned().place().process(),
                    "planned_at", sample.planned().at().toString(),
                    "by", sample.planned().actor().toString(),
                    "of", body.text("of"),
                    "segment", sample.words().text("segment"),
                    "tolerable", body.number("tolerable", 0),
                    "expected", body.number("expected", 0),
                    "confidence", 1 - body.number("risk", 0),
                    "sequential", body.flag("sequential"),
                    "population", (long) body.number("population", 0),
                    "drawn", sample.cases().size(),
                    "allowed", (long) body.number("allowed", 0));
            List<String> waiting = sample.cases().stream()
                    .filter(each -> !looks.containsKey(each))
                    .toList();
            List<String> earlier = EarlierSamples.of(
                            parts.source(),
                            sample.planned().place().process(),
                            sample.terms().scope(),
                            sample.planned())
                    .stream()
                    .map(EarlierSamples.Earlier::id)
                    .toList();
            told = told.with("earlier", Json.strings(earlier)).with("erased", Json.of(sample.unseen()));
            return SampleResult.of(sample, looks).into(told).with("waiting", Json.strings(waiting));
        });
    }

    /**
     * The cases that wait, as a file to fill in.
     *
     * @param content whether the reader may see what can identify a person
     */
    public Checked<String> sheet(String id, boolean content) {
        return show(id).map(told -> LookFile.write(Population.lines(
                parts.source(),
                told.array("waiting").stream()
                        .map(each -> ((Json.Str) each).text())
                        .toList(),
                content)));
    }

    private Checked<Sample> sample(String id) {
        return Sample.read(parts.source(), id)
                .map(Checked::ok)
                .orElseGet(
                        () -> refuse("RMT-166", id, "there is no such sample", "see the answer of remit sample draw"));
    }

    /**
     * A person's looks, all of them or none.
     *
     * @param decisions by case, what they would have decided
     * @return the sample, as {@link #show} tells it
     */
    public Checked<Json.Obj> record(String id, Map<String, String> decisions, Actor by) {
        return sample(id).then(sample -> {
            Map<String, String> decided = decided(sample);
            List<Problem> problems = problems(sample, decisions, new Beside(known(sample), decided.keySet(), by));
            if (!problems.isEmpty()) return Checked.refused(problems);
            var looks = new ArrayList<Json>();
            var words = Json.EMPTY;
            for (String caseId : sample.cases()) {
                String decision = decisions.get(caseId);
                boolean again = sample.lookers().getOrDefault(caseId, Set.of()).contains(by);
                if (decision == null || again) continue;
                looks.add(Json.object("case", caseId, "right", decision.equals(decided.get(caseId))));
                words = words.with(caseId, Json.of(decision));
            }
            if (looks.isEmpty()) {
                return refuse("RMT-167", id, "the file holds no decision that is new", "fill in its column decision");
            }
            try {
                var said = new Said(sample.planned().place().process(), id, Sample.LOOKED, by);
                Json.Obj body = Json.object("sample", id, "looks", Json.array(looks));
                write(said, sample.length() + 1, body, Json.object("decisions", words));
            } catch (ConflictException meanwhile) {
                return refuse("RMT-167", id, "somebody recorded looks meanwhile", "give the command again");
            }
            return show(id);
        });
    }

    /** Without those whose details were erased. */
    private Map<String, String> decided(Sample sample) {
        var decided = new LinkedHashMap<String, String>();
        Streaming.query(
                parts.source(),
                "select v.case_id, coalesce(v.decision, ''), v.phase from case_view v join past_case p"
                        + " on p.case_id = v.case_id where v.case_id = any(?::text[]) and p.opening is not null"
                        + " and (v.decision is not null or v.phase = 'rejected')",
                List.of((Object) sample.cases().toArray(String[]::new)),
                row -> decided.put(
                        row.getString(1), row.getString(3).equals("rejected") ? REJECTED : row.getString(2)));
        return decided;
    }

    /** A slip of the pen is no deviation. */
    private Set<String> known(Sample sample) {
        var known = new TreeSet<String>();
        Streaming.query(
                parts.source(),
                "select distinct decision from case_view where process = ? and decision is not null",
                List.of(sample.planned().place().process()),
                row -> known.add(row.getString(1)));
        if (sample.reviewed()) known.add(REJECTED);
        return known;
    }

    /** What looks are held against. @param known every decision, {@code told} the cases that still say what was decided */
    private record Beside(Set<String> known, Set<String> told, Actor by) {}

    private List<Problem> problems(Sample sample, Map<String, String> decisions, Beside beside) {
        var drawn = Set.copyOf(sample.cases());
        Set<String> own = sample.reviewed() ? own(sample, beside.by()) : Set.of();
        var problems = new ArrayList<Problem>();
        decisions.forEach((caseId, decision) -> {
            if (!drawn.contains(caseId)) {
                problems.add(new Problem(
                        "RMT-167", caseId, "the sample did not draw this case", "look at those that it drew"));
            } else if (!beside.told().contains(caseId)) {
                problems.add(new Problem(
                        "RMT-167",
                        caseId,
                        "its details were erased, so that nobody can look at it any more",
                        "leave its decision empty"));
            } else if (!beside.known().contains(decision)) {
                problems.add(new Problem(
                        "RMT-167",
                        caseId,
                        "\"" + decision + "\" was never decided in this process",
                        "write one of " + listed(beside.known())));
            } else if (own.contains(caseId)) {
                problems.add(new Problem(
                        "RMT-167", caseId, "you decided this case yourself", "let another person look at it"));
            }
        });
        return problems;
    }

    private static String listed(Set<String> decisions) {
        String named = String.join(", ", decisions.stream().limit(LISTED).toList());
        return decisions.size() <= LISTED ? named : named + " or " + (decisions.size() - LISTED) + " others";
    }

    private Set<String> own(Sample sample, Actor by) {
        var own = new TreeSet<String>();
        Streaming.query(
                parts.source(),
                "select case_id from event where case_id = any(?::text[]) and type = 'Reviewed'"
                        + " and leaf::jsonb->>'actor' = ?",
                List.of(sample.cases().toArray(String[]::new), by.toString()),
                row -> own.add(row.getString(1)));
        return own;
    }

    private static <T> Checked<T> refuse(String code, String place, String what, String fix) {
        return Checked.refused(new Problem(code, place, what, fix));
    }
}

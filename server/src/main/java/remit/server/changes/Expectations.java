package remit.server.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import remit.authority.Ruling;
import remit.change.ChangeCommand;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** What the examples of a proposed version and the cases of its change say against it. */
final class Expectations {
    private final Proposals proposals;
    private final Trials trials;

    Expectations(Proposals proposals, Trials trials) {
        this.proposals = proposals;
        this.trials = trials;
    }

    /** What fails. @param examples of the proposed version, {@code cases} those that the change is for, by their ids */
    record Failing(List<Problem> examples, Map<String, Problem> cases) {
        List<Problem> problems() {
            var all = new ArrayList<>(examples);
            all.addAll(cases.values());
            return all;
        }

        Change.GivenUp givenUp() {
            return Change.GivenUp.of(examples.size(), List.copyOf(cases.keySet()));
        }
    }

    Checked<Failing> failing(Change change) {
        return proposals
                .failing(change)
                .then(examples -> trials.attached(change).map(attached -> {
                    var cases = new TreeMap<String, Problem>();
                    attached.stream()
                            .filter(ChangeTrial.Attached::fails)
                            .forEach(each -> cases.put(each.caseId(), problem(each)));
                    return new Failing(examples, cases);
                }));
    }

    private static Problem problem(ChangeTrial.Attached failed) {
        Ruling wanted = failed.wanted();
        ChangeTrial.Side proposed = failed.proposed();
        return new Problem(
                "RMT-158",
                failed.caseId(),
                "the draft should give it " + (wanted == null ? "" : wanted.word()) + " and "
                        + (proposed == null
                                ? "cannot be asked: " + failed.why()
                                : "gives it " + proposed.ruling().word() + ": " + proposed.reason()),
                "change the rules, or what the case should get, or say that it no longer holds");
    }

    /** Which verdict one of the cases should get; none where the look at it is enough. @param caseId or its beginning */
    static Checked<ChangeCommand> expect(Change change, String caseId, Optional<Ruling> wanted) {
        String id = caseId.strip();
        List<String> found = id.isEmpty()
                ? List.of()
                : change.cases().stream()
                        .filter(each -> each.startsWith(id) || each.startsWith("case_" + id))
                        .toList();
        if (found.size() != 1) {
            return Checked.refused(new Problem(
                    "RMT-163",
                    caseId,
                    (found.isEmpty() ? "no case" : "more than one case") + " of " + change.id() + " begins so",
                    "see them with remit rules try " + change.id()));
        }
        return Checked.ok(new ChangeCommand.Expect(
                Map.of(found.getFirst(), wanted.map(Ruling::word).orElse(""))));
    }
}

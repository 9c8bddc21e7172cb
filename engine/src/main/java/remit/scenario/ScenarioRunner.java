package remit.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import remit.authority.Ruling;
import remit.decision.CaseFacts;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.Pinned;
import remit.kernel.CheckResult;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.Disposition;
import remit.process.Intake;
import remit.rules.Facts;

/** Runs scenarios through the function that decides real cases. */
public final class ScenarioRunner {
    private static final String NEW_GROUP = "new_group";

    private ScenarioRunner() {}

    /** What is wrong with the scenario itself: names it gives or expects that the process does not know. */
    public static List<Problem> check(Scenario scenario, Pinned pinned) {
        var problems = new ArrayList<Problem>();
        String place = "scenario \"" + scenario.name() + "\"";
        Set<String> givable = givable(pinned);
        for (String name : scenario.given().keySet()) {
            if (givable.contains(name)) continue;
            problems.add(new Problem(
                    "RMT-130", place + " given", "there is no input \"" + name + "\"", Facts.suggest(name, givable)));
        }
        String check = scenario.expect().check();
        Set<String> checks = pinned.checks();
        if (check != null && !checks.contains(check)) {
            problems.add(new Problem(
                    "RMT-131",
                    place + " expect.check",
                    "there is no check \"" + check + "\"",
                    Facts.suggest(check, checks)));
        }
        Integer row = scenario.expect().row();
        int rows = pinned.table().rows().size();
        if (row != null && (row < 1 || row > rows)) {
            problems.add(new Problem(
                    "RMT-132", place + " expect.row", "there is no row " + row, "the table has rows 1 to " + rows));
        }
        return problems;
    }

    private static Set<String> givable(Pinned pinned) {
        Set<String> names = new LinkedHashSet<>(pinned.inputs());
        pinned.intake().columns().stream()
                .filter(Intake.Column::visible)
                .flatMap(column -> Optional.ofNullable(column.reading().currencyColumn()).stream())
                .forEach(names::add);
        if (pinned.contract().reporting().group() != null) names.add(NEW_GROUP);
        return names;
    }

    /** Decides the case as live work would, standing proposals first, and compares. */
    public static ScenarioResult run(Scenario scenario, Pinned pinned) {
        CaseFacts facts = facts(scenario.given(), pinned);
        Optional<Proposal> draft = Decider.draft(facts, pinned);
        Answer answer = draft.or(scenario::proposal)
                .<Answer>map(Answer.Answered::new)
                .orElseGet(() -> new Answer.Refused("the scenario gives no proposal"));
        Decision decision = Decider.decide(facts, answer, pinned);
        List<String> differences = new ArrayList<>(compare(scenario.expect(), decision));
        if (!differences.isEmpty() && draft.isPresent() && scenario.proposal().isPresent()) {
            differences.add("the standing proposal \"" + draft.get().decision() + "\" won over the scenario's \""
                    + scenario.proposal().get().decision() + "\"");
        }
        return new ScenarioResult(scenario, decision, differences);
    }

    private static CaseFacts facts(Map<String, Value> given, Pinned pinned) {
        var inputs = new HashMap<String, Value>();
        var currencies = new HashMap<String, String>();
        for (String name : pinned.inputs()) if (given.containsKey(name)) inputs.put(name, given.get(name));
        for (Intake.Derived derived : pinned.intake().derived()) inputs.putIfAbsent(derived.name(), Value.of(false));
        for (Intake.Column column : pinned.intake().columns()) {
            String declared = column.reading().currency();
            String source = column.reading().currencyColumn();
            if (!column.visible() || declared == null || source == null) continue;
            Value value = given.get(source);
            currencies.put(column.name(), value == null ? declared : value.show());
        }
        boolean newGroup = given.get(NEW_GROUP) instanceof Value.Flag(boolean flag) && flag;
        boolean grouped = pinned.contract().reporting().group() != null;
        return new CaseFacts(inputs, currencies, grouped ? !newGroup : null);
    }

    private static List<String> compare(Expectation expect, Decision decision) {
        var differences = new ArrayList<String>();
        Ruling ruling = ruling(decision);
        if (expect.verdict() != null && expect.verdict() != ruling) {
            differences.add("expected verdict " + expect.verdict().word() + ", got " + ruling.word() + ": "
                    + decision.reason());
        }
        if (expect.row() != null) row(expect.row(), decision).ifPresent(differences::add);
        List<CheckResult> decisive = decision.checks().stream()
                .filter(check -> check.verdict() == decision.verdict())
                .toList();
        if (expect.check() != null
                && decisive.stream().noneMatch(check -> check.check().equals(expect.check()))) {
            differences.add("expected check " + expect.check() + " to give the verdict "
                    + decision.verdict().word() + ", it was given by " + names(decisive));
        }
        if (expect.reason() != null) reason(expect, decision, decisive).ifPresent(differences::add);
        return differences;
    }

    private static Ruling ruling(Decision decision) {
        return switch (decision.verdict()) {
            case AUTO_CLEAR -> Ruling.AUTO_CLEAR;
            case CHECKPOINT -> Ruling.CHECKPOINT;
            case STOP -> decision.disposition() == Disposition.RETURNED ? Ruling.RETURN : Ruling.STOP;
        };
    }

    /** The row of the table that spoke, 0 for none. */
    public static int row(Decision decision) {
        return (int) authority(decision).detail().number("row", 0);
    }

    private static CheckResult authority(Decision decision) {
        return decision.checks().stream()
                .filter(check -> check.check().equals("authority"))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> row(int expected, Decision decision) {
        CheckResult authority = authority(decision);
        int got = row(decision);
        if (got == expected) return Optional.empty();
        String near = authority.detail().array("near_misses").stream()
                .filter(miss -> miss instanceof Json.Obj o && o.number("row", 0) == expected)
                .map(miss -> "; row " + expected + " fails only in column " + ((Json.Obj) miss).text("column", ""))
                .findFirst()
                .orElse("");
        return Optional.of("expected row " + expected + ", got " + (got == 0 ? "none" : "row " + got) + ": "
                + authority.reason() + near);
    }

    private static Optional<String> reason(Expectation expect, Decision decision, List<CheckResult> decisive) {
        List<CheckResult> read = expect.check() == null
                ? decisive
                : decision.checks().stream()
                        .filter(check -> check.check().equals(expect.check()))
                        .toList();
        if (read.stream().anyMatch(check -> check.reason().contains(String.valueOf(expect.reason()))))
            return Optional.empty();
        String got = read.stream().map(check -> "\"" + check.reason() + "\"").collect(Collectors.joining(", "));
        return Optional.of("expected a reason that contains \"" + expect.reason() + "\", got " + got);
    }

    private static String names(List<CheckResult> checks) {
        return checks.stream().map(CheckResult::check).collect(Collectors.joining(", "));
    }
}

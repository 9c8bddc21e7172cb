package remit.server.packs;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.process.BusinessHours;
import remit.process.Paging;
import remit.process.Term;
import remit.process.Watch;

/**
 * Business hours, the ladder of pages, what is expected of the flow, and what a timeout does: whether it means something,
 * and as records.
 *
 * <p>Hours that cannot be read are refused where something is counted in them. A contract that counts nothing keeps the
 * words of earlier releases ("weekdays, office hours"): its people are then taken to be there at every hour, so that they
 * are paged rather sooner than later.
 */
final class WatchCheck {
    private final YamlNode contract;
    private final Problems problems;

    WatchCheck(YamlNode contract, Problems problems) {
        this.contract = contract;
        this.problems = problems;
    }

    void check() {
        YamlNode escalation = contract.at("people").at("escalation");
        YamlNode flow = contract.at("flow");
        holidays(escalation);
        boolean counts = flow.at("expected").present() || flow.at("on_timeout").present();
        for (String name : List.of("holidays", "steps", "again")) {
            if (escalation.at(name).present()) counts = true;
        }
        if (counts) hours(escalation);
        for (YamlNode step : escalation.at("steps").items()) {
            term(step, "after", "people.escalation.steps.after", any -> true);
        }
        term(
                escalation,
                "again",
                "people.escalation.again",
                again -> again.length().toSeconds() >= 60);
        YamlNode expected = flow.at("expected");
        for (Watch.Counted what : Watch.Counted.values()) rate(expected, what);
        term(
                expected,
                "oldest",
                "flow.expected.oldest",
                oldest -> !oldest.length().isZero());
        term(
                flow.at("on_timeout"),
                "after",
                "flow.on_timeout.after",
                after -> after.length().toSeconds() >= 60);
    }

    private void hours(YamlNode escalation) {
        String text = escalation.text("hours", "");
        if (text.isEmpty()) return;
        for (Problem problem :
                BusinessHours.parse(text, ZoneId.of("UTC"), List.of()).problems()) {
            problems.add(
                    problem.code(), escalation.at("hours"), "people.escalation.hours", problem.what(), problem.fix());
        }
    }

    private void holidays(YamlNode escalation) {
        for (YamlNode day : escalation.at("holidays").items()) {
            if (!day.text().matches("\\d{4}-\\d{2}-\\d{2}") || day(day.text()).isPresent()) continue;
            problems.add(
                    "RMT-530",
                    day,
                    "people.escalation.holidays",
                    "\"" + day.text() + "\" is not a day of the calendar",
                    "write yyyy-MM-dd");
        }
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void term(YamlNode parent, String name, String field, Predicate<Term> good) {
        if (!parent.at(name).present()) return;
        String text = parent.text(name, "");
        if (Term.parse(text).filter(good).isPresent()) return;
        problems.add("RMT-531", parent.at(name), field, "\"" + text + "\" is not a time that can be waited", Term.FORM);
    }

    private void rate(YamlNode expected, Watch.Counted what) {
        if (!expected.at(what.word()).present()) return;
        String text = expected.text(what.word(), "");
        if (Watch.Rate.parse(what, text).isPresent()) return;
        problems.add(
                "RMT-532",
                expected.at(what.word()),
                "flow.expected." + what.word(),
                "\"" + text + "\" is not a number in a time",
                Watch.Rate.FORM);
    }

    static Paging paging(YamlNode escalation, ZoneId zone) {
        List<LocalDate> holidays = escalation.texts("holidays").stream()
                .flatMap(text -> day(text).stream())
                .toList();
        BusinessHours hours = switch (BusinessHours.parse(escalation.text("hours", ""), zone, holidays)) {
            case Checked.Ok<BusinessHours>(BusinessHours read) -> read;
            case Checked.Refused<BusinessHours> unreadable -> BusinessHours.always(zone);
        };
        List<Paging.Step> steps = escalation.at("steps").items().stream()
                .map(step -> new Paging.Step(
                        Paging.Who.ofWord(step.text("who", "")).orElseThrow(),
                        Term.parse(step.text("after", "")).orElseThrow()))
                .toList();
        return new Paging(
                hours,
                steps.isEmpty() ? Paging.USUAL : steps,
                Term.parse(escalation.text("again", "")).orElse(Paging.USUALLY_AGAIN),
                escalation.texts("pages").contains("uncertainty"));
    }

    static Watch watch(YamlNode flow) {
        YamlNode timeout = flow.at("on_timeout");
        return new Watch(expected(flow.at("expected")), !timeout.present() ? null : timeout(timeout));
    }

    private static Watch.@Nullable Expected expected(YamlNode node) {
        if (!node.present()) return null;
        var rates = new ArrayList<Watch.Rate>();
        for (Watch.Counted what : Watch.Counted.values()) {
            Watch.Rate.parse(what, node.text(what.word(), "")).ifPresent(rates::add);
        }
        String backlog = node.text("backlog", "");
        return new Watch.Expected(
                rates,
                backlog.isEmpty() ? null : Long.valueOf(backlog),
                Term.parse(node.text("oldest", "")).orElse(null));
    }

    private static Watch.Timeout timeout(YamlNode node) {
        Watch.Then then = node.text("then", "").equals("reject") ? Watch.Then.REJECT : Watch.Then.HOLD;
        return new Watch.Timeout(then, Term.parse(node.text("after", "")).orElseThrow());
    }
}

package remit.server.web.tell;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.kernel.Actor;
import remit.server.ledger.Ledger;
import remit.server.web.page.CasePage;
import remit.server.web.page.WhatIfPage;
import remit.server.whatif.CertificateList;
import remit.server.whatif.Certificates;
import remit.server.whatif.Told;
import remit.whatif.Answer;
import remit.whatif.Comparison;
import remit.whatif.Judged;
import remit.whatif.Label;
import remit.whatif.Measure;

/** Tells an answer about the past, and the certificates of a process. */
public final class WhatIfTeller {
    /** So many moved cases are listed; the file has all. */
    private static final int LISTED = 50;

    /** So many of them are worth a look before anything is applied. */
    private static final int FIRST = 10;

    private final WhatIfSteps steps;

    /** @param steps gives addresses that ask with another number */
    public WhatIfTeller(WhatIfSteps steps) {
        this.steps = steps;
    }

    public WhatIfPage.Result result(Told told, WhatIfPage.Desk desk, String csv) {
        Answer answer = told.answer();
        return new WhatIfPage.Result(
                label(answer.finding()),
                told.sentence(),
                effects(told),
                new WhatIfPage.Tables(
                        told.words().currency(),
                        verdicts(answer.compared()),
                        answer.compared().segments().stream()
                                .map(WhatIfTeller::segment)
                                .toList()),
                facts(told),
                answer.staged().cases() > 0,
                answer.asksLabels() ? "" : "Nothing would clear, so there is nothing to certify.",
                new CurveTeller(answer, steps).curve(),
                steps.mover(answer),
                moved(answer, csv),
                desk);
    }

    /** Where nothing was asked yet: how it stands, which is nothing to certify. */
    public WhatIfPage.Result today(Told told, WhatIfPage.Desk desk, String csv) {
        WhatIfPage.Result asked = result(told, desk, csv);
        return new WhatIfPage.Result(
                new CasePage.Label("as it stands", "○", "neutral"),
                told.text().today() + " Choose above what shall change, to see what that would have made of them.",
                asked.effects(),
                asked.tables(),
                asked.facts(),
                asked.staged(),
                "Nothing was asked yet, so there is nothing to certify.",
                asked.curve(),
                asked.mover(),
                asked.moved(),
                asked.desk());
    }

    private static CasePage.Label label(Answer.Finding finding) {
        return switch (finding) {
            case SAFE -> new CasePage.Label("safe to apply", "●", "clear");
            case UNSAFE -> new CasePage.Label("do not apply", "■", "stop");
            case UNSETTLED -> new CasePage.Label("not settled", "◐", "human");
            case NOTHING -> new CasePage.Label("nothing would clear", "○", "neutral");
            case UNREACHABLE -> new CasePage.Label("not reachable", "■", "stop");
        };
    }

    private static List<String> effects(Told told) {
        var effects = new ArrayList<String>();
        effects.add(told.freed().sentence());
        Comparison.Days days = told.answer().compared().days();
        if (days.cases() > 0) {
            effects.add(String.format(
                    Locale.UK,
                    "Mean days until a case is closed: %.1f now, %.1f then (%s whose days are known; a case that clears"
                            + " does not wait).",
                    days.now(),
                    days.then(),
                    Numbers.of(days.cases(), "case", "cases")));
        }
        return effects;
    }

    /** Sums of some cells. */
    private static final class Sum {
        private long now;
        private long then;
        private BigDecimal moneyNow = BigDecimal.ZERO;
        private BigDecimal moneyThen = BigDecimal.ZERO;

        void add(Comparison.Cell cell, Ruling ruling) {
            if (cell.now() == ruling) {
                now += cell.count();
                moneyNow = moneyNow.add(cell.money());
            }
            if (cell.then() == ruling) {
                then += cell.count();
                moneyThen = moneyThen.add(cell.money());
            }
        }

        WhatIfPage.Row row(CasePage.@Nullable Label label, String name) {
            String change = then == now ? "0" : String.format(Locale.UK, "%+,d", then - now);
            BigDecimal difference = moneyThen.subtract(moneyNow);
            String sign = difference.signum() > 0 ? "+" : "";
            return new WhatIfPage.Row(
                    label,
                    name,
                    label == null,
                    new WhatIfPage.Figures(Numbers.count(now), Numbers.count(then), change),
                    new WhatIfPage.Figures(
                            Numbers.money(moneyNow), Numbers.money(moneyThen), sign + Numbers.money(difference)));
        }
    }

    /** Every verdict, and of what clears how much is known to be right. */
    private static List<WhatIfPage.Row> verdicts(Comparison compared) {
        var rows = new ArrayList<WhatIfPage.Row>();
        for (Ruling ruling : Ruling.values()) {
            var all = new Sum();
            compared.cells().forEach(cell -> all.add(cell, ruling));
            if (all.now == 0 && all.then == 0) continue;
            rows.add(all.row(Labels.ofCell(ruling.word()), ""));
            if (ruling != Ruling.AUTO_CLEAR) continue;
            for (Label.Truth truth : Label.Truth.values()) {
                var part = new Sum();
                compared.cells().stream().filter(cell -> cell.truth() == truth).forEach(cell -> part.add(cell, ruling));
                rows.add(part.row(null, known(truth)));
            }
        }
        return rows;
    }

    private static String known(Label.Truth truth) {
        return switch (truth) {
            case RIGHT -> "known to be right";
            case WRONG -> "known to be wrong";
            case UNKNOWN -> "not known";
        };
    }

    private static WhatIfPage.Segment segment(Comparison.Segment segment) {
        Judged moved = segment.moved();
        CasePage.Label label = switch (segment.standing()) {
            case SAFE -> new CasePage.Label("safe", "●", "clear");
            case UNSAFE -> new CasePage.Label("not safe", "■", "stop");
            case NOT_YET -> new CasePage.Label("not yet", "◐", "human");
            case TOO_FEW -> new CasePage.Label("too few data", "○", "neutral");
        };
        return new WhatIfPage.Segment(
                segment.name().isEmpty() ? "(none)" : segment.name(),
                Numbers.count(segment.cases()),
                Numbers.count(moved.measure().cases()),
                Numbers.count(moved.measure().seen()),
                Numbers.count(moved.measure().wrong()),
                percent(moved.bound().upper()),
                label);
    }

    /** What every reader must see beside the sentence: how it is known, and of whom nothing is. */
    private static List<CasePage.Pair> facts(Told told) {
        Answer answer = told.answer();
        Measure then = answer.compared().then().measure();
        var facts = new ArrayList<CasePage.Pair>();
        var how = new StringJoiner(", ");
        then.sources().forEach((source, count) -> how.add(Numbers.count(count) + " by " + source.words()));
        facts.add(new CasePage.Pair(
                "Outcome known",
                Numbers.count(then.seen()) + " of " + Numbers.count(then.cases()) + " that would clear"
                        + (how.length() == 0 ? "" : ": " + how)));
        if (then.later() > 0) {
            facts.add(new CasePage.Pair("Not due yet", Numbers.count(then.later()) + ", left out of the bound"));
        }
        if (then.missing() > 0) {
            facts.add(new CasePage.Pair(
                    "Should be known and is not", Numbers.count(then.missing()) + ", counted as wrong in the bound"));
        }
        if (answer.staged().cases() > 0) {
            var by = new StringJoiner(", ");
            answer.staged().held().forEach((trust, count) -> by.add(Numbers.count(count) + " by " + trust.words()));
            facts.add(new CasePage.Pair(
                    answer.staged().rulesAlone() ? "Counted though the ladder held it" : "Held by the ladder alone",
                    by.toString()));
        }
        long out = answer.leftOut().values().stream().mapToLong(Long::longValue).sum();
        var why = new StringJoiner("; ");
        answer.leftOut().forEach((reason, count) -> why.add(Numbers.count(count) + " because " + reason));
        facts.add(new CasePage.Pair("Not comparable", out == 0 ? "none" : why.toString()));
        facts.add(new CasePage.Pair("Facts", "as of the time of each decision"));
        facts.add(new CasePage.Pair("Shares of errors", "count cases, not money"));
        facts.add(new CasePage.Pair("Other rows, checks and levels", "included: the strictest still wins"));
        return facts;
    }

    private static WhatIfPage.MovedCases moved(Answer answer, String csv) {
        List<Answer.MovedCase> all = answer.moved();
        var cases = new ArrayList<WhatIfPage.Moved>();
        for (Answer.MovedCase each : all.subList(0, Math.min(LISTED, all.size()))) {
            BigDecimal money = each.money();
            cases.add(new WhatIfPage.Moved(
                    each.id(),
                    each.id().length() <= 16 ? each.id() : each.id().substring(0, 13) + "…",
                    cases.size() < FIRST && each.truth() != Label.Truth.RIGHT,
                    Labels.ofCell(each.now().word()),
                    outcome(each.truth()),
                    Double.isNaN(each.score()) ? "–" : String.format(Locale.UK, "%.3f", each.score()),
                    each.segment().isEmpty() ? "–" : each.segment(),
                    money == null ? "–" : Numbers.money(money)));
        }
        String sentence = all.isEmpty()
                ? "No case newly clears."
                : Numbers.of(all.size(), "case newly clears", "cases newly clear")
                        + ", the most likely wrong first. "
                        + toReview(all);
        return new WhatIfPage.MovedCases(sentence, cases, csv);
    }

    /** A review of what is known already would add nothing. */
    private static String toReview(List<Answer.MovedCase> all) {
        long wrong =
                all.stream().filter(each -> each.truth() == Label.Truth.WRONG).count();
        long unknown =
                all.stream().filter(each -> each.truth() == Label.Truth.UNKNOWN).count();
        if (unknown == 0 && wrong == 0) return "Every outcome is known, and none is wrong.";
        String first = wrong + unknown > FIRST ? "Review the first " + FIRST : "Review the marked ones";
        return unknown == 0
                ? "Every outcome is known. " + first + " before you ship, to see why they are wrong."
                : first + " before you ship: each whose outcome is not known adds one and narrows the bound.";
    }

    private static String outcome(Label.Truth truth) {
        return switch (truth) {
            case RIGHT -> "right";
            case WRONG -> "wrong";
            case UNKNOWN -> "not known";
        };
    }

    /** @param names a person's name */
    public static WhatIfPage.Certificates certificates(CertificateList list, People names, ZoneId zone) {
        long holding = list.items().stream().filter(Certificates.Issued::holds).count();
        String sentence = list.items().isEmpty()
                ? "Nothing was certified yet."
                : Numbers.count(holding) + " of " + Numbers.of(list.items().size(), "certificate", "certificates")
                        + (holding == 1 ? " holds." : " hold.")
                        + " All answers from one set of outcomes may be wrong with a chance of at most "
                        + percent(Ledger.BUDGET) + " together; the last question took it to "
                        + percent(list.items().getFirst().spent()) + ".";
        return new WhatIfPage.Certificates(
                sentence,
                list.items().stream()
                        .map(each -> certificate(each, names, zone))
                        .toList());
    }

    /** One certificate. */
    public static WhatIfPage.Certificate certificate(Certificates.Issued issued, People names, ZoneId zone) {
        var certificate = issued.certificate();
        Actor by = certificate.askedBy();
        Double bound = certificate.answer().bound();
        String proven = certificate.answer().certified();
        String known = Numbers.count(certificate.answer().errors()) + " wrong of "
                + Numbers.of(certificate.answer().labels(), "known outcome", "known outcomes");
        return new WhatIfPage.Certificate(
                certificate.id(),
                certificate.question().text().replaceFirst("([0-9a-f]{12})[0-9a-f]{52}", "$1"),
                "at most " + percent(certificate.question().alpha()) + " wrong at "
                        + percent(1 - certificate.question().delta()) + " confidence",
                (proven == null || bound == null ? "not proven" : proven + ", at most " + percent(bound) + " wrong")
                        + " (" + known + ")",
                names.name(by) + ", " + Dates.moment(certificate.at(), zone),
                percent(certificate.question().delta()) + ", then " + percent(issued.spent()) + " of "
                        + percent(Ledger.BUDGET),
                standing(issued));
    }

    private static CasePage.Label standing(Certificates.Issued issued) {
        if (!issued.voidedBy().isEmpty())
            return new CasePage.Label("void: " + String.join(", ", issued.voidedBy()) + " since", "■", "stop");
        return issued.proven()
                ? new CasePage.Label("holds", "●", "clear")
                : new CasePage.Label("not proven", "○", "neutral");
    }

    /** With one decimal: {@code 1.7%}. */
    static String percent(double share) {
        return String.format(Locale.UK, "%.1f%%", 100 * share);
    }

    /** All moved cases as a file, a line each. */
    public static String csv(Answer answer) {
        var text = new StringBuilder("case,current,outcome,confidence,segment,money\r\n");
        for (Answer.MovedCase each : answer.moved()) {
            BigDecimal money = each.money();
            text.append(String.join(
                            ",",
                            List.of(
                                    each.id(),
                                    each.now().word(),
                                    each.truth().name().toLowerCase(Locale.ROOT),
                                    Double.isNaN(each.score()) ? "" : Double.toString(each.score()),
                                    quoted(each.segment()),
                                    money == null ? "" : money.toPlainString())))
                    .append("\r\n");
        }
        return text.toString();
    }

    /** A text that a sheet would take for a formula begins with an apostrophe. */
    private static String quoted(String text) {
        String plain = text.matches("(?s)[=+\\-@\t\r].*") ? "'" + text : text;
        return plain.matches("(?s).*[\",\r\n].*") ? "\"" + plain.replace("\"", "\"\"") + "\"" : plain;
    }

    /** The fields of a question that a form sends again. */
    public static List<CasePage.Pair> hidden(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(each -> new CasePage.Pair(each.getKey(), each.getValue()))
                .toList();
    }
}

package remit.server.checkpoints;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Invented requests and all that happened to them, written down as one system or another would. */
final class TestingLog {
    /** @param what {@code clerk_yes}, {@code head_no} ... */
    record Step(String what, Instant at) {}

    record Request(int number, String unit, String project, int cents, List<Step> steps) {}

    private static final Instant BEGIN = Instant.parse("2025-01-01T07:00:00Z");

    private final List<Request> requests = new ArrayList<>();

    /** In one unit of five the clerk rejects every second request, elsewhere none. */
    static TestingLog of(long seed, int cases) {
        var log = new TestingLog();
        var random = new Random(seed);
        for (int i = 0; i < cases; i++) {
            int unit = random.nextInt(5);
            boolean rejected = unit == 4 && random.nextBoolean();
            Instant at = BEGIN.plus(Duration.ofHours(3L * i)).plus(Duration.ofMinutes(random.nextInt(100)));
            var what = new ArrayList<String>(List.of("submitted"));
            if (rejected) what.addAll(List.of("clerk_no", "withdrawn", "submitted"));
            what.add("clerk_yes");
            if (random.nextInt(3) == 0) what.add(random.nextInt(50) == 0 ? "budget_no" : "budget_yes");
            what.addAll(List.of("head_yes", "ordered", "paid"));
            var steps = new ArrayList<Step>();
            for (String each : what) {
                steps.add(new Step(each, at));
                at = at.plus(Duration.ofMinutes(60 + random.nextInt(2_000)));
            }
            log.requests.add(new Request(
                    i,
                    "unit " + unit,
                    "project " + (unit * 3 + random.nextInt(3)),
                    100 + random.nextInt(60_000),
                    steps));
        }
        return log;
    }

    List<Request> requests() {
        return requests;
    }

    long rows() {
        return requests.stream().mapToLong(each -> each.steps().size()).sum();
    }

    private static final Map<String, String> ACTIVITIES = Map.of(
            "submitted", "Request For Payment SUBMITTED by EMPLOYEE",
            "clerk_yes", "Request For Payment APPROVED by ADMINISTRATION",
            "clerk_no", "Request For Payment REJECTED by ADMINISTRATION",
            "withdrawn", "Request For Payment REJECTED by EMPLOYEE",
            "budget_yes", "Request For Payment APPROVED by BUDGET OWNER",
            "budget_no", "Request For Payment REJECTED by BUDGET OWNER",
            "head_yes", "Request For Payment FINAL_APPROVED by SUPERVISOR",
            "ordered", "Request Payment",
            "paid", "Payment Handled");

    /** As the shipped pack reads it: attributes on a request's first row only, the rows in the order of time. */
    String english() {
        var rows = new ArrayList<Map.Entry<Instant, String>>();
        for (Request each : requests) {
            for (int i = 0; i < each.steps().size(); i++) {
                Step step = each.steps().get(i);
                String attributes = i > 0
                        ? ",,,,"
                        : each.unit() + "," + each.project() + ",UNKNOWN,UNKNOWN,"
                                + String.format(Locale.ROOT, "%d.%02d", each.cents() / 100, each.cents() % 100);
                rows.add(Map.entry(
                        step.at(),
                        "r" + each.number() + "," + i + "," + ACTIVITIES.get(step.what()) + "," + step.at() + ","
                                + attributes));
            }
        }
        rows.sort(Map.Entry.comparingByKey());
        var out = new StringBuilder(
                "case,seq,activity,time,OrganizationalEntity,Project,Activity,Task,RequestedAmount\n");
        for (var row : rows) out.append(row.getValue()).append('\n');
        return out.toString();
    }

    private static final Map<String, String> SCHRITTE = Map.of(
            "submitted", "Eingang;",
            "clerk_yes", "Prüfung Sachbearbeitung;in Ordnung",
            "clerk_no", "Prüfung Sachbearbeitung;abgelehnt",
            "withdrawn", "Rücknahme;",
            "budget_yes", "Prüfung Kostenstelle;in Ordnung",
            "budget_no", "Prüfung Kostenstelle;abgelehnt",
            "head_yes", "Freigabe;in Ordnung",
            "ordered", "Zahllauf;",
            "paid", "Auszahlung;");

    /** As another system writes it: other columns, signs and words, every attribute on every row, the last row first. */
    String german() {
        var format = DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm").withZone(ZoneId.of("Europe/Amsterdam"));
        var rows = new ArrayList<String>();
        for (Request each : requests) {
            for (int i = 0; i < each.steps().size(); i++) {
                Step step = each.steps().get(i);
                // Later rows show another amount than the one that was asked for: nobody may see it.
                int cents = i == 0 ? each.cents() : 999_900;
                rows.add(SCHRITTE.get(step.what()) + ";" + format.format(step.at()) + ";R-" + each.number() + ";"
                        + each.unit() + ";" + each.project() + ";"
                        + String.format(Locale.ROOT, "%d,%02d", cents / 100, cents % 100) + ";" + (i + 1) * 10);
            }
        }
        var out = new StringBuilder("Schritt;Ergebnis;Zeitpunkt;Vorgang;Bereich;Vorhaben;Betrag;Folge\n");
        for (String row : rows.reversed()) out.append(row).append('\n');
        return out.toString();
    }
}

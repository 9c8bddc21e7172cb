package remit.server.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.assurance.agreement.Agreement;
import remit.assurance.bounds.ClopperPearson;
import remit.assurance.mining.Hypergeometric;
import remit.kernel.Json;

/**
 * How far people agree who judged the same case, and whether those who saw the proposal agree with it more than those who
 * did not. Where reviewers disagree among themselves, no share of errors below that means much.
 */
public final class Agreements {
    private static final double CONFIDENCE = 0.95;
    /** With fewer cases a coefficient says next to nothing. */
    private static final int FEWEST = 30;

    private final DataSource source;

    public Agreements(DataSource source) {
        this.source = source;
    }

    /** Everything that is known, as one object; {@code few} says which of it rests on too few cases. */
    public Json.Obj report(String process) {
        List<Judgements.Judgement> cases = Judgements.ofCases(source, process);
        Map<String, Map<String, String>> said = new TreeMap<>();
        for (Judgements.Judgement each : cases) add(said, each);
        for (Judgements.Judgement each : Judgements.ofPlans(source, process)) add(said, each);
        said.values().removeIf(each -> each.size() < 2);
        var people = new TreeSet<String>();
        said.values().forEach(each -> people.addAll(each.keySet()));
        long agreed = said.values().stream()
                .filter(each -> new LinkedHashSet<>(each.values()).size() == 1)
                .count();
        long both = said.size();
        return Json.object(
                "process", process,
                "cases", both,
                "people", people.size(),
                "agreed", agreed,
                "disagreement", both == 0 ? null : (double) (both - agreed) / both,
                "disagreement_lower", ClopperPearson.lower(both - agreed, both, (1 - CONFIDENCE) / 2),
                "disagreement_upper", ClopperPearson.upper(both - agreed, both, (1 - CONFIDENCE) / 2),
                "few", both < FEWEST,
                "krippendorff", krippendorff(said, List.copyOf(people), agreed),
                "pairs", Json.array(pairs(said, List.copyOf(people))),
                "blind", blind(cases));
    }

    /** The first word of each person on each case: whoever changes their mind did so knowing more. */
    private static void add(Map<String, Map<String, String>> said, Judgements.Judgement each) {
        said.computeIfAbsent(each.caseId(), _ -> new LinkedHashMap<>())
                .putIfAbsent(each.person().toString(), each.decision());
    }

    private static Json krippendorff(Map<String, Map<String, String>> said, List<String> people, long agreed) {
        var ratings = new ArrayList<List<@Nullable String>>();
        for (String person : people) {
            var answers = new ArrayList<@Nullable String>();
            for (Map<String, String> each : said.values()) answers.add(each.get(person));
            ratings.add(answers);
        }
        OptionalDouble value = Agreement.krippendorff(ratings);
        boolean twos = said.values().stream().allMatch(each -> each.size() == 2);
        return bounded(value, twos, agreed, said.size());
    }

    /** Bounds are known where each case was judged by exactly two. */
    private static Json bounded(OptionalDouble value, boolean twos, long agreed, long cases) {
        if (value.isEmpty()) return Json.NULL;
        if (!twos) return Json.object("value", value.getAsDouble(), "lower", null, "upper", null);
        Agreement.Bounded bounds = Agreement.bounded(value.getAsDouble(), agreed, cases, CONFIDENCE);
        return Json.object("value", bounds.value(), "lower", bounds.lower(), "upper", bounds.upper());
    }

    private static List<Json> pairs(Map<String, Map<String, String>> said, List<String> people) {
        var pairs = new ArrayList<Json>();
        for (int i = 0; i < people.size(); i++) {
            for (int j = i + 1; j < people.size(); j++) pair(said, people.get(i), people.get(j), pairs);
        }
        return pairs;
    }

    private static void pair(Map<String, Map<String, String>> said, String one, String other, List<Json> into) {
        var both = said.values().stream()
                .filter(each -> each.containsKey(one) && each.containsKey(other))
                .toList();
        if (both.isEmpty()) return;
        var words = new TreeSet<String>();
        for (Map<String, String> each : both) {
            words.add(String.valueOf(each.get(one)));
            words.add(String.valueOf(each.get(other)));
        }
        List<String> order = List.copyOf(words);
        long[][] table = new long[order.size()][order.size()];
        long agreed = 0;
        for (Map<String, String> each : both) {
            int row = order.indexOf(String.valueOf(each.get(one)));
            int column = order.indexOf(String.valueOf(each.get(other)));
            table[row][column]++;
            if (row == column) agreed++;
        }
        into.add(Json.object(
                "one",
                one,
                "other",
                other,
                "cases",
                both.size(),
                "agreed",
                agreed,
                "few",
                both.size() < FEWEST,
                "kappa",
                bounded(Agreement.kappa(table), true, agreed, both.size())));
    }

    /** Looks at cleared cases: how often somebody would have decided otherwise, without and with the proposal in sight. */
    private static Json.Obj blind(List<Judgements.Judgement> cases) {
        long[] looks = new long[2];
        long[] otherwise = new long[2];
        for (Judgements.Judgement each : cases) {
            if (!each.look()) continue;
            int at = each.blind() ? 1 : 0;
            looks[at]++;
            if (each.otherwise()) otherwise[at]++;
        }
        double chance =
                Hypergeometric.atLeast(otherwise[1], looks[1], otherwise[0] + otherwise[1], looks[0] + looks[1]);
        return Json.object(
                "looks", looks[1],
                "otherwise", otherwise[1],
                "shown_looks", looks[0],
                "shown_otherwise", otherwise[0],
                "few", looks[0] < FEWEST || looks[1] < FEWEST,
                "p_value", chance);
    }
}

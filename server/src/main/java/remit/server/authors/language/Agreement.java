package remit.server.authors.language;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import remit.ports.Author;
import remit.ports.Author.Answer;

/**
 * One answer out of several to the same question: what most of them propose, with the share that agrees as its confidence.
 * An answer that failed agrees with nobody. Like any confidence of a model it is a score, and proves nothing by itself.
 */
final class Agreement {
    private Agreement() {}

    /** @param answers at least one */
    static Answer of(List<Answer> answers) {
        if (answers.size() == 1) return answers.getFirst();
        var voices = new TreeMap<String, List<Author.Proposal>>();
        for (Answer each : answers) {
            if (each instanceof Answer.Answered(Author.Proposal said, Author.Usage _))
                voices.computeIfAbsent(said.decision(), _ -> new ArrayList<>()).add(said);
        }
        Author.Usage usage = sum(answers);
        if (voices.isEmpty()) {
            return switch (answers.getFirst()) {
                case Answer.Refused(String why, Author.Usage _) -> new Answer.Refused(why, usage);
                case Answer.Failed(String why, Author.Usage _) -> new Answer.Failed(why, usage);
                case Answer.Unknown unknown ->
                    usage == null ? unknown : new Answer.Failed("none of the answers is a proposal", usage);
                case Answer.Answered _ -> throw new IllegalStateException("an answer without a voice");
            };
        }
        return new Answer.Answered(most(voices, answers.size()), usage);
    }

    /** The most voices win, and of as many the first in the alphabet: the same answers give the same proposal. */
    private static Author.Proposal most(Map<String, List<Author.Proposal>> voices, int asked) {
        var won = voices.entrySet().stream()
                .max(Comparator.<Map.Entry<String, List<Author.Proposal>>>comparingInt(
                                each -> each.getValue().size())
                        .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .orElseThrow();
        List<Author.Proposal> agreeing = won.getValue();
        double said = agreeing.stream()
                .mapToDouble(Author.Proposal::confidence)
                .average()
                .orElse(0);
        // Among as many voices what they say of themselves tells more from less sure ones.
        double score = (agreeing.size() - 1 + said) / asked;
        var options = new ArrayList<Author.Option>();
        options.add(new Author.Option(won.getKey(), score));
        voices.entrySet().stream()
                .filter(each -> !each.getKey().equals(won.getKey()))
                .map(each -> new Author.Option(
                        each.getKey(), Math.min(score, (double) each.getValue().size() / asked)))
                .sorted(Comparator.comparingDouble(Author.Option::probability).reversed())
                .forEach(options::add);
        String basis = agreeing.size() + " of " + asked + " answers agree: "
                + agreeing.getFirst().basis();
        return new Author.Proposal(won.getKey(), score, false, options, basis);
    }

    private static Author.@Nullable Usage sum(List<Answer> answers) {
        List<Author.Usage> all = answers.stream()
                .map(each -> switch (each) {
                    case Answer.Answered(Author.Proposal _, Author.Usage usage) -> usage;
                    case Answer.Refused(String _, Author.Usage usage) -> usage;
                    case Answer.Failed(String _, Author.Usage usage) -> usage;
                    case Answer.Unknown _ -> null;
                })
                .filter(Objects::nonNull)
                .toList();
        return all.stream().reduce(Agreement::plus).orElse(null);
    }

    private static Author.Usage plus(Author.Usage one, Author.Usage other) {
        return new Author.Usage(
                one.model(),
                one.input() + other.input(),
                one.output() + other.output(),
                one.cacheRead() + other.cacheRead(),
                one.cacheWrite() + other.cacheWrite(),
                one.reasoning() + other.reasoning(),
                plus(one.cost(), other.cost()));
    }

    private static Author.@Nullable Cost plus(Author.@Nullable Cost one, Author.@Nullable Cost other) {
        if (one == null || other == null) return one == null ? other : one;
        BigDecimal amount = one.amount().add(other.amount());
        return new Author.Cost(amount, one.currency(), one.source(), one.priceTable());
    }
}

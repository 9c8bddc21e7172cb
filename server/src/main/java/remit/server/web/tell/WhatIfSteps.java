package remit.server.web.tell;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import remit.server.web.page.WhatIfPage;
import remit.whatif.Answer;
import remit.whatif.Lever;
import remit.whatif.Search;

/**
 * The numbers beside the one that was asked about: looser ones as the search tried them, stricter ones at even steps.
 *
 * @param address asks with another number of a lever
 */
public record WhatIfSteps(BiFunction<Lever, BigDecimal, String> address) {
    private static final BigDecimal CONFIDENCE_STEP = new BigDecimal("0.01");
    private static final BigDecimal LIMIT_STEP = new BigDecimal("0.05");

    /** Null where no single number moves. */
    WhatIfPage.@Nullable Mover mover(Answer answer) {
        Search search = told(answer);
        if (answer.lever().isEmpty() || search == null) return null;
        if (!clears(answer)) return null;
        Lever.Moved moved = answer.lever().get();
        Lever lever = moved.lever();
        // Of stricter numbers the looser ones are not told: they are another question.
        List<Search.Point> points = search.isStricter() ? search.points().subList(0, 1) : search.points();
        Sides sides = sides(lever, points, moved.to());
        BigDecimal loosest = points.getLast().number();
        BigDecimal far = lever instanceof Lever.Confidence ? BigDecimal.ONE : lever.now();
        boolean nothing = answer.compared().then().measure().cases() == 0;
        String said = nothing
                ? show(moved.to()) + ": nothing clears"
                : String.format(
                        Locale.UK,
                        "%s: %.1f%% clear, at most %.1f%% wrong",
                        show(moved.to()),
                        100 * answer.compared().shareThen(),
                        100 * answer.proof().upper());
        return new WhatIfPage.Mover(
                lever.words(),
                new WhatIfPage.Bounds(
                        loosest.min(far).min(moved.to()).toPlainString(),
                        moved.to().toPlainString(),
                        loosest.max(far).max(moved.to()).toPlainString()),
                said,
                step(lever, sides.fewer()),
                step(lever, sides.more()));
    }

    /** The order of numbers that the answer tells: that of the number asked about. */
    static @Nullable Search told(Answer answer) {
        return answer.search().or(answer::tested).orElse(null);
    }

    /** The numbers on either side: by which fewer cases clear, and by which more do. */
    private record Sides(Optional<BigDecimal> fewer, Optional<BigDecimal> more) {}

    private static Sides sides(Lever lever, List<Search.Point> points, BigDecimal to) {
        int at = place(points, to);
        if (at > 0) {
            return new Sides(
                    past(lever, back(points, at), () -> stricter(lever, lever.now())),
                    other(points.subList(at, points.size())));
        }
        if (at == 0) return new Sides(stricter(lever, lever.now()), other(points));
        int next = 0;
        while (next < points.size() && !beyond(lever, points.get(next).number(), to)) next++;
        if (next == 0) {
            return new Sides(
                    stricter(lever, to),
                    past(lever, towards(lever, to), () -> other(points).or(() -> Optional.of(begin(lever)))));
        }
        // Between two numbers of the curve, or beyond its last.
        Optional<BigDecimal> more =
                next < points.size() ? Optional.of(points.get(next).number()) : Optional.empty();
        return new Sides(past(lever, points.get(next - 1).number(), () -> stricter(lever, lever.now())), more);
    }

    private static boolean beyond(Lever lever, BigDecimal one, BigDecimal other) {
        return lever.looserUp() ? one.compareTo(other) > 0 : one.compareTo(other) < 0;
    }

    /** Whether any number that was tried, or the one in force, lets anything clear. */
    static boolean clears(Answer answer) {
        return answer.compared().now().measure().cases() > 0
                || answer.compared().then().measure().cases() > 0
                || answer.search().stream()
                        .flatMap(search -> search.points().stream())
                        .anyMatch(point -> point.cleared().cases() > 0);
    }

    private WhatIfPage.@Nullable Step step(Lever lever, Optional<BigDecimal> number) {
        return number.map(to -> new WhatIfPage.Step(address.apply(lever, to), show(to)))
                .orElse(null);
    }

    /** Asks with a number of the lever that moved. */
    String href(Lever lever, BigDecimal number) {
        return address.apply(lever, number);
    }

    private static int place(List<Search.Point> points, BigDecimal number) {
        for (int i = 0; i < points.size(); i++) if (points.get(i).number().compareTo(number) == 0) return i;
        return -1;
    }

    /** The next number by which another count clears: a step that changes nothing would tell nothing. */
    private static Optional<BigDecimal> other(List<Search.Point> points) {
        long cleared = points.getFirst().cleared().cases();
        return points.stream()
                .filter(point -> point.cleared().cases() != cleared)
                .findFirst()
                .map(Search.Point::number);
    }

    /** The number before it by which another count clears, or the one in force. */
    private static BigDecimal back(List<Search.Point> points, int at) {
        return other(points.subList(0, at + 1).reversed())
                .orElse(points.getFirst().number());
    }

    /** A limit that stays what it is moves nothing, so that no number would be left to go on from: the next one is taken. */
    private static Optional<BigDecimal> past(Lever lever, BigDecimal number, Supplier<Optional<BigDecimal>> next) {
        boolean stays = lever instanceof Lever.Limit && number.compareTo(lever.now()) == 0;
        return stays ? next.get() : Optional.of(number);
    }

    /** Where to begin: the confidence as it is, a limit one step looser. */
    public static BigDecimal begin(Lever lever) {
        return switch (lever) {
            case Lever.Confidence confidence -> confidence.now();
            case Lever.Limit limit ->
                limit.looserUp() ? limit.now().add(step(lever)) : limit.now().subtract(step(lever));
        };
    }

    /** One step back to the number in force. */
    private static BigDecimal towards(Lever lever, BigDecimal from) {
        BigDecimal step = step(lever);
        return lever.looserUp()
                ? from.add(step).min(lever.now())
                : from.subtract(step).max(lever.now());
    }

    private static Optional<BigDecimal> stricter(Lever lever, BigDecimal from) {
        BigDecimal step = step(lever);
        BigDecimal next = lever.looserUp() ? from.subtract(step) : from.add(step);
        boolean end = next.signum() < 0 || (lever instanceof Lever.Confidence && from.compareTo(BigDecimal.ONE) >= 0);
        if (end) return Optional.empty();
        return Optional.of(lever instanceof Lever.Confidence ? next.min(BigDecimal.ONE) : next);
    }

    /** A hundredth of a confidence, about a twentieth of a limit. */
    private static BigDecimal step(Lever lever) {
        return switch (lever) {
            case Lever.Confidence _ -> CONFIDENCE_STEP;
            case Lever.Limit limit -> {
                BigDecimal rough = limit.now().abs().multiply(LIMIT_STEP).round(new MathContext(1));
                yield rough.signum() == 0 ? BigDecimal.ONE : new BigDecimal(rough.toPlainString());
            }
        };
    }

    static String show(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        return Numbers.plain(plain.scale() < 0 ? plain.setScale(0) : plain);
    }
}

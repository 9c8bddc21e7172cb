package remit.server.packs;

import java.time.DateTimeException;
import java.time.Period;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a contract keeps contents for a time that there is. What may do great harm (tier 3 and 4) must be explained for at
 * least half a year: logs of high-risk systems are kept that long (Regulation (EU) 2024/1689, articles 19 and 26).
 */
final class Retention {
    private static final int HIGH_RISK = 3;
    private static final int MONTHS = 6;
    /** No six months have more days. */
    private static final int DAYS = 184;

    private final YamlNode contract;
    private final Problems problems;

    Retention(YamlNode contract, Problems problems) {
        this.contract = contract;
        this.problems = problems;
    }

    /** Years, months, weeks and days, more than none; empty where the text is none of it. */
    static Optional<Period> period(String text) {
        try {
            Period period = Period.parse(text.strip().toUpperCase(Locale.ROOT));
            boolean positive = !period.isZero() && !period.isNegative();
            return positive ? Optional.of(period) : Optional.empty();
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    void check() {
        YamlNode node = contract.at("retention");
        if (!node.present()) return;
        String text = contract.text("retention", "");
        Optional<Period> period = period(text);
        if (period.isEmpty()) {
            problems.add(
                    "RMT-424",
                    node,
                    "retention",
                    "\"" + text + "\" is no time to keep something",
                    "write years, months or days, such as P2Y, P18M or P400D");
            return;
        }
        if (tier() >= HIGH_RISK && isShort(period.get())) {
            problems.add(
                    "RMT-425",
                    node,
                    "retention",
                    "less than six months are too few for tier " + tier(),
                    "write P6M or more, or leave it out: then nothing is erased by time");
        }
    }

    /** A tier that is not there is a mistake of its own; until it is mended the contract counts as the gravest. */
    private int tier() {
        String tier = contract.at("risk").text("tier", "4");
        return tier.matches("[0-4]") ? Integer.parseInt(tier) : 4;
    }

    private static boolean isShort(Period period) {
        return period.toTotalMonths() < MONTHS && period.toTotalMonths() * 28 + period.getDays() < DAYS;
    }
}

package remit.server.web;

import org.jspecify.annotations.Nullable;

/**
 * One number as a page shows it, never without what it rests on.
 *
 * @param value as printed, with its unit ("48.0%", "11.05 FTE")
 * @param base n and period ("of 60,312, 1 Jan to 25 Mar 2026")
 * @param formula the formula with its inputs filled in, or null when the number is a plain count
 * @param href the cases behind it, or null when it is no count of cases
 */
public record Figure(
        String name,
        String value,
        String base,
        @Nullable String formula,
        @Nullable String href) {}

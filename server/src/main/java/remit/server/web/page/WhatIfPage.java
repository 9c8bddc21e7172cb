package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What other rules would have made of the past.
 *
 * @param errors why what was asked cannot be answered
 * @param result null where nothing could be asked
 * @param certificates of the process, the newest first
 */
public record WhatIfPage(
        Form form, List<String> errors, @Nullable Result result, Certificates certificates) {
    /** The question. @param asks what may be changed @param ladder whether it has a say */
    public record Form(
            List<CasesPage.Option> processes,
            List<CasesPage.Option> asks,
            String value,
            Scope scope,
            String maxError,
            String confidence,
            List<CasesPage.Option> ladder) {}

    /** Of which cases. */
    public record Scope(String from, String to, String segment) {}

    /**
     * The answer.
     *
     * @param effects on people's time, a sentence each
     * @param facts how it is known, and of how many
     * @param staged whether the ladder has to do with it, {@code unprovable} why there is nothing to certify, or empty
     * @param curve null where no single number moves, {@code mover} likewise
     */
    public record Result(
            CasePage.Label label,
            String sentence,
            List<String> effects,
            Tables tables,
            List<CasePage.Pair> facts,
            boolean staged,
            String unprovable,
            @Nullable Curve curve,
            @Nullable Mover mover,
            MovedCases moved,
            Desk desk) {}

    /** @param currency of amounts */
    public record Tables(String currency, List<Row> verdicts, List<Segment> segments) {}

    /** Cases of one verdict, or those of them of one outcome. @param part whether it is part of the row above */
    public record Row(CasePage.@Nullable Label label, String name, boolean part, Figures count, Figures money) {}

    /** @param change with its sign */
    public record Figures(String now, String then, String change) {}

    /** The moved cases of a segment. */
    public record Segment(
            String name, String cases, String moved, String known, String wrong, String atMost, CasePage.Label label) {}

    /**
     * Share that clears against the most that is wrong.
     *
     * @param alternative what it shows, in a sentence
     * @param line points of the line
     * @param limit where the tolerance stands
     */
    public record Curve(
            String alternative,
            String line,
            Place limit,
            String limitText,
            List<Tick> across,
            List<Tick> up,
            List<Mark> marks,
            List<Point> points) {}

    /** In the picture's own units. */
    public record Place(String x, String y) {}

    public record Tick(String at, String text) {}

    /** A point that stands out. @param kind {@code now} or {@code then} @param anchor of its text */
    public record Mark(String kind, Place place, String textX, String textY, String anchor, String text) {}

    /** One number of the curve. @param href asks with it */
    public record Point(
            String number, String href, String share, String known, String wrong, String atMost, String standing) {}

    /**
     * Moves the number by one step.
     *
     * @param fewer asks with a number by which fewer cases clear, {@code more} by which more do; null at the end
     */
    public record Mover(
            String name,
            Bounds bounds,
            String said,
            @Nullable Step fewer,
            @Nullable Step more) {}

    /** @param now as text, {@code least} and {@code most} likewise */
    public record Bounds(String least, String now, String most) {}

    public record Step(String href, String number) {}

    /** Cases that would newly clear, the most likely wrong first. @param csv address of all of them */
    public record MovedCases(String sentence, List<Moved> cases, String csv) {}

    /** @param first whether it is one of those to review first */
    public record Moved(
            String id,
            String shortId,
            boolean first,
            CasePage.Label now,
            String outcome,
            String confidence,
            String segment,
            String money) {}

    /**
     * What may be done with it.
     *
     * @param certify whether this reader may have it certified
     * @param fields of the form
     * @param change the change that is asked about
     * @param ladder asks the same without the ladder, or with it
     */
    public record Desk(
            boolean certify, List<CasePage.Pair> fields, RulesPage.@Nullable Link change, RulesPage.Link ladder) {}

    /** @param sentence how many hold, and what is left */
    public record Certificates(String sentence, List<Certificate> items) {}

    public record Certificate(
            String id, String question, String terms, String result, String by, String spent, CasePage.Label label) {}
}

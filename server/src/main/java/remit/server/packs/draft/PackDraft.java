package remit.server.packs.draft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.packs.ColumnLook;
import remit.server.packs.PackFile;
import remit.server.packs.PackReader;
import remit.server.packs.Sniffed;

/**
 * A first pack for a file that nobody has described yet: what {@code remit init} writes. Everything in it is a guess that
 * its owner must read; the guesses are listed with their reasons.
 *
 * @param files a pack that {@link PackReader} accepts
 * @param guesses in the order in which a reader should check them
 */
public record PackDraft(List<PackFile> files, List<Guess> guesses) {
    /** @param what what was guessed, {@code value} the guess, {@code why} its reason */
    public record Guess(String what, String value, String why) {}

    public PackDraft {
        files = List.copyOf(files);
        guesses = List.copyOf(guesses);
    }

    /**
     * Drafts a pack.
     *
     * @param id the process's id; any name, it is made to fit
     * @param target header of the column to propose, or null: guessed
     */
    public static Checked<PackDraft> from(Path csv, String id, @Nullable String target) {
        try {
            return Checked.ok(draft(csv, id, target));
        } catch (ProblemException e) {
            return Checked.refused(e.problems());
        } catch (IOException e) {
            throw new UncheckedIOException(csv + " cannot be read", e);
        }
    }

    private static PackDraft draft(Path csv, String id, @Nullable String target) throws IOException {
        Sniffed table = Sniffed.of(csv);
        var guesses = new ArrayList<Guess>();
        guesses.add(new Guess("encoding", table.encoding().name(), "the whole file can be read in it"));
        guesses.add(new Guess(
                "delimiter",
                table.delimiter() == '\t' ? "tab" : String.valueOf(table.delimiter()),
                "it cuts the first lines into " + table.header().size() + " fields each"));
        List<ColumnLook> looks = looks(table, guesses);
        var roles = new DraftRoles(csv, table, looks, guesses);
        DraftRoles.Chosen chosen = roles.choose(target);
        BigDecimal limit = chosen.money() == null
                ? BigDecimal.ONE
                : limit(chosen.money(), table.column(roles.position(chosen.money())));
        if (chosen.money() != null) {
            guesses.add(new Guess("limit", limit.toPlainString(), "half of the rows lie below it: a cautious start"));
            if (chosen.money().currency() == null) {
                guesses.add(
                        new Guess("currency", "USD", "the file names none: put in the right one, in both YAML files"));
            }
        }
        guesses.add(new Guess(
                "what clears",
                "confident" + (chosen.money() == null ? "" : ", above 0 and up to " + limit.toPlainString())
                        + (chosen.group() == null ? "" : ", " + chosen.group().header() + " seen before"),
                "everything else reaches a person; the only tool drafts, so nothing outside changes"));
        guesses.add(new Guess(
                "people, zone, cost", "placeholders", "no file can say them: edit process.yaml before real work"));
        List<String> adverse = roles.labels(chosen.target()).stream()
                .filter(DraftContract::isAdverse)
                .toList();
        guesses.add(new Guess(
                "adverse decisions",
                adverse.isEmpty() ? "none" : String.join(", ", adverse),
                adverse.isEmpty()
                        ? "no label says that it refuses: if one hurts someone, list it under risk.adverse of process.yaml"
                        : "by their names they refuse: listed under risk.adverse, so none of them clears by itself"));
        var contents = new DraftContents(slug(id), looks, chosen, roles.labels(chosen.target()), limit);
        return new PackDraft(
                List.of(
                        DraftContents.file("process.yaml", new DraftContract(contents).text()),
                        DraftContents.file("intake.yaml", contents.intake(table)),
                        DraftContents.file("authority.dmn", new DraftTable(contents).text()),
                        DraftContents.file("cases/first.yaml", new DraftTable(contents).cases()),
                        DraftContents.sample(table, contents),
                        DraftContents.file("README.md", contents.readme(guesses))),
                guesses);
    }

    /** What each column is like, under a name of its own. */
    private static List<ColumnLook> looks(Sniffed table, List<Guess> guesses) {
        var looks = new ArrayList<ColumnLook>();
        var names = new HashSet<String>();
        for (int i = 0; i < table.header().size(); i++) {
            String header = table.header().get(i);
            // A run could not tell which of the two is meant, so neither may be read.
            boolean twice = Collections.frequency(table.header(), header) > 1;
            if (header.isEmpty() || twice) {
                String why = twice ? "\"" + header + "\" stands twice: rename one to use it" : "it has no name";
                guesses.add(new Guess("left out", "column " + (i + 1), why));
                continue;
            }
            ColumnLook look = ColumnLook.of(header, table.column(i));
            looks.add(names.add(look.name()) ? look : look.named(unused(look.name(), names)));
        }
        return looks;
    }

    private static String unused(String name, Set<String> names) {
        int number = 2;
        while (!names.add(name + "_" + number)) number++;
        return name + "_" + number;
    }

    /** The median, rounded down to two digits so that a person can say it. */
    private static BigDecimal limit(ColumnLook money, List<String> cells) {
        List<BigDecimal> amounts = money.amounts(cells);
        if (amounts.isEmpty()) return BigDecimal.ONE;
        BigDecimal median = amounts.get(amounts.size() / 2).round(new MathContext(2, RoundingMode.DOWN));
        return new BigDecimal(median.toPlainString()).stripTrailingZeros();
    }

    static String slug(String id) {
        String slug = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        return slug.isEmpty() ? "process" : slug.substring(0, Math.min(slug.length(), 40));
    }

    /** Writes the files into a folder that is new or empty. */
    public Checked<List<Path>> writeTo(Path folder) {
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                return Checked.refused(new Problem("RMT-450", folder.toString(), "is a file", "name a new folder"));
            }
            if (Files.isDirectory(folder)) {
                try (Stream<Path> entries = Files.list(folder)) {
                    if (entries.findAny().isPresent()) {
                        return Checked.refused(new Problem(
                                "RMT-450",
                                folder.toString(),
                                "is not empty",
                                "name a new folder: nothing is overwritten"));
                    }
                }
            }
            var written = new ArrayList<Path>();
            for (PackFile file : files) {
                Path path = folder.resolve(file.path());
                Files.createDirectories(path.resolveSibling(""));
                written.add(Files.write(path, file.bytes()));
            }
            return Checked.ok(List.copyOf(written));
        } catch (IOException e) {
            return Checked.refused(new Problem(
                    "RMT-450",
                    folder.toString(),
                    "cannot be written: " + e.getMessage(),
                    "check the folder's permissions"));
        }
    }
}

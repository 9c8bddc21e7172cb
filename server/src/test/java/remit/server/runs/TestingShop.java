package remit.server.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import remit.server.runs.TestingPurchases.Line;

/**
 * Packs and files for {@link TestingPurchases}: the pack says what the columns mean, in one vocabulary or in another.
 *
 * @param process the process id
 * @param intake extra lines of intake.yaml, {@code author} of the author in process.yaml
 * @param words every name and value in the words of this shop
 */
public record TestingShop(String process, String intake, String author, Words words) {
    /** @param names column names, headers first; {@code value} what a value of a column is called here */
    record Words(Map<String, String> names, UnaryOperator<String> value) {
        static Words plain() {
            return new Words(Map.of(), value -> value);
        }

        /** Other words for everything, in the same order when they are sorted. */
        static Words other() {
            var names = Map.of(
                    "Document", "Beleg",
                    "Posted On", "Tag",
                    "Supplier", "Lieferant",
                    "Supplier Name", "Lieferantenname",
                    "Department", "Amt",
                    "Amount", "Betrag",
                    "Remark", "Vermerk",
                    "Account", "Konto");
            return new Words(names, Words::shifted);
        }

        /** Every letter its successor (z the brace behind it): other words of the same shape and order. */
        private static String shifted(String value) {
            return value.chars()
                    .mapToObj(c -> Character.isLetter(c) ? String.valueOf((char) (c + 1)) : String.valueOf((char) c))
                    .collect(Collectors.joining());
        }

        String header(String plain) {
            return names.getOrDefault(plain, plain);
        }

        String name(String plain) {
            return header(plain).toLowerCase(java.util.Locale.ROOT).replace(' ', '_');
        }
    }

    private static final String CLASSIFIER = """
              kind: classifier
              target: {Account}
              max_error: 5%
              settings:
                text: [{Supplier Name}]
                category: [{Supplier}, {Department}]
                number: [{Amount}]
                cross: [[{Supplier}, {Department}]]
            """;

    public static TestingShop of(String process) {
        return new TestingShop(process, "", CLASSIFIER, Words.plain());
    }

    TestingShop withIntake(String lines) {
        return new TestingShop(process, lines, author, words);
    }

    public TestingShop withAuthor(String lines) {
        return new TestingShop(process, intake, lines, words);
    }

    public TestingShop refitting(String every) {
        return withAuthor(CLASSIFIER + "  refit: " + every + "\n");
    }

    TestingShop in(Words other) {
        return new TestingShop(process, intake, author, other);
    }

    /** Writes the pack into {@code parent}. */
    public Path pack(Path parent) {
        Path folder = parent.resolve("pack-" + process);
        write(
                folder.resolve("process.yaml"),
                named(resource("process.yaml"))
                        .replace("{author}", named(author).stripTrailing()));
        write(folder.resolve("intake.yaml"), named(resource("intake.yaml")).replace("{more}", named(intake)));
        write(folder.resolve("authority.dmn"), named(resource("authority.dmn")));
        write(folder.resolve("cases/authority.yaml"), named(resource("cases.yaml")));
        write(folder.resolve("sample.csv"), csv(TestingPurchases.ledger(1, 3)));
        return folder;
    }

    /** The pack with more of a contract at its end. */
    public static Path with(Path pack, String lines) {
        Path contract = pack.resolve("process.yaml");
        try {
            return write(contract, Files.readString(contract) + lines).getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the pack take its changes from files, as a pilot does. */
    public static Path pilot(Path pack) {
        Path contract = pack.resolve("process.yaml");
        try {
            write(contract, Files.readString(contract) + "governance: {changes: files}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pack;
    }

    /** A template with {@code {Header}} for a column's name, {@code {{Header}}} for its header, {@code <Value>} for a value. */
    private String named(String template) {
        String text = template.replace("{process}", process);
        for (String header : HEADERS) {
            text = text.replace("{{" + header + "}}", words.header(header))
                    .replace("{" + header + "}", words.name(header));
        }
        return text.replace("<Missing>", words.value().apply("Missing"));
    }

    private static final List<String> HEADERS =
            List.of("Document", "Posted On", "Supplier", "Supplier Name", "Department", "Amount", "Remark", "Account");

    private static String resource(String name) {
        try (var stream = TestingShop.class.getResourceAsStream("/runs/shop/" + name)) {
            return new String(java.util.Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines as a file of this shop. */
    String csv(List<Line> lines) {
        UnaryOperator<String> value = words.value();
        String header = HEADERS.stream().map(words::header).collect(Collectors.joining(","));
        return lines.stream()
                .map(l -> String.join(
                        ",",
                        value.apply(l.document()),
                        l.day(),
                        value.apply(l.supplier()),
                        value.apply(l.name()),
                        value.apply(l.department()),
                        l.amount(),
                        value.apply(l.remark()),
                        value.apply(l.account())))
                .collect(Collectors.joining("\n", header + "\n", "\n"));
    }

    /** Writes the lines to {@code parent/name}. */
    public Path file(Path parent, String name, List<Line> lines) {
        return write(parent.resolve(name), csv(lines));
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

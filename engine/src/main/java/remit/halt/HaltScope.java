package remit.halt;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a halt is about. */
public sealed interface HaltScope {
    /** Every process of the installation. */
    record Everything() implements HaltScope {}

    /** One process, by its id. */
    record Process(String id) implements HaltScope {
        public Process {
            named(id);
        }
    }

    /**
     * One author, wherever it proposes: {@code kind:name@version}, or the beginning of that up to a colon or an at sign,
     * which means all its versions.
     */
    record Author(String id) implements HaltScope {
        public Author {
            named(id);
        }
    }

    /** One tool, by its id, whatever process uses it. */
    record Tool(String id) implements HaltScope {
        public Tool {
            named(id);
        }
    }

    private static void named(String id) {
        if (id.isBlank()) throw new IllegalArgumentException("id: blank");
    }

    /** {@code everything}, {@code process}, {@code author} or {@code tool}. */
    default String kind() {
        return switch (this) {
            case Everything() -> "everything";
            case Process _ -> "process";
            case Author _ -> "author";
            case Tool _ -> "tool";
        };
    }

    /** What is halted, by its own name; empty for everything. */
    default String id() {
        return switch (this) {
            case Everything() -> "";
            case Process(String id) -> id;
            case Author(String id) -> id;
            case Tool(String id) -> id;
        };
    }

    /** {@code process invoices}: as evidence, decisions and people spell it. */
    default String words() {
        return id().isEmpty() ? kind() : kind() + " " + id();
    }

    /** Reads {@link #kind} and {@link #id} back; empty for anything else. */
    static Optional<HaltScope> of(String kind, String id) {
        if (kind.equals("everything")) return id.isEmpty() ? Optional.of(new Everything()) : Optional.empty();
        if (id.isBlank()) return Optional.empty();
        return switch (kind) {
            case "process" -> Optional.of(new Process(id));
            case "author" -> Optional.of(new Author(id));
            case "tool" -> Optional.of(new Tool(id));
            default -> Optional.empty();
        };
    }

    /** Reads {@link #words} back; empty for anything else. */
    static Optional<HaltScope> ofWords(String words) {
        int space = words.indexOf(' ');
        return space < 0 ? of(words, "") : of(words.substring(0, space), words.substring(space + 1));
    }

    /** Whether it is about this work. @param author null where that is not known, {@code tool} null where none is meant */
    default boolean covers(String process, @Nullable String author, @Nullable String tool) {
        return switch (this) {
            case Everything() -> true;
            case Process(String id) -> id.equals(process);
            case Author(String id) -> author != null && means(id, author);
            case Tool(String id) -> id.equals(tool);
        };
    }

    /** Whether it could be about work of this process and tool, whoever proposed it. */
    default boolean mayCover(String process, @Nullable String tool) {
        return this instanceof Author || covers(process, null, tool);
    }

    private static boolean means(String named, String author) {
        return author.equals(named) || author.startsWith(named + "@") || author.startsWith(named + ":");
    }
}

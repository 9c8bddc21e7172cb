package remit.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Rules that are read off the sources: sizes, names, packages, what is swallowed or skipped. */
public final class SourceRules {
    static final int FILE_LINES = 400;
    static final int PACKAGE_TYPES = 25;
    /** The server's packages hold adapters and commands, one small type each; the engine's stay smaller. */
    static final int SERVER_PACKAGE_TYPES = 36;

    // In two parts, so that a search for the markers does not end here.
    private static final Pattern MARKER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b|//\\s*XX" + "X\\b");

    /** Shipped code obeys every rule; a test may keep state, be open and stand in a package without a description. */
    public enum Kind {
        SHIPPED,
        TEST
    }

    private SourceRules() {}

    /** Every finding in the Java files under {@code root}; none when there is no such folder. */
    public static List<Finding> check(Path root, Kind kind) {
        List<Source> sources = javaFiles(root).stream()
                .map(file -> new Source(file.toString(), read(file)))
                .toList();
        var findings = new ArrayList<Finding>();
        Map<Path, Integer> types = new TreeMap<>();
        for (Parsed parsed : parse(sources)) {
            findings.addAll(check(parsed, kind));
            Path folder = Path.of(parsed.source().file).getParent();
            types.merge(folder, SourceVisitor.topLevelTypes(parsed), Integer::sum);
        }
        types.forEach((folder, count) -> {
            findings.addAll(checkPackage(folder.toString(), count));
            if (kind == Kind.SHIPPED && count > 0) findings.addAll(checkDescription(folder));
        });
        return findings;
    }

    public static int fileCount(Path root) {
        return javaFiles(root).size();
    }

    /** The findings in one file. */
    static List<Finding> check(String file, String text, Kind kind) {
        return check(parse(List.of(new Source(file, text))).getFirst(), kind);
    }

    private static List<Finding> check(Parsed parsed, Kind kind) {
        String file = parsed.source().file;
        var findings = new ArrayList<Finding>();
        List<String> lines = parsed.source().text.lines().toList();
        if (lines.size() > FILE_LINES) {
            findings.add(new Finding(
                    "file-size", file, lines.size() + " lines", "split it by purpose; " + FILE_LINES + " at most"));
        }
        for (int i = 0; i < lines.size(); i++) {
            if (MARKER.matcher(lines.get(i)).find()) {
                String place = file + ":" + (i + 1);
                findings.add(new Finding("unfinished", place, "an unfinished-work marker", "finish it or take it out"));
            }
        }
        new SourceVisitor(file, parsed, kind, findings).scan(parsed.unit(), null);
        return findings;
    }

    static List<Finding> checkPackage(String folder, int types) {
        int most = folder.contains("remit/server") ? SERVER_PACKAGE_TYPES : PACKAGE_TYPES;
        if (types <= most) return List.of();
        String fix = "split the package by noun, or nest records in the type they belong to; " + most + " at most";
        return List.of(new Finding("package-size", folder, types + " top-level types", fix));
    }

    static List<Finding> checkDescription(Path folder) {
        Path description = folder.resolve("package-info.java");
        if (Files.exists(description) && read(description).contains("@NullMarked")) return List.of();
        String fix = "add package-info.java that says what the package is and where to start, with @NullMarked";
        return List.of(new Finding("null-marked", folder.toString(), "a package without a description", fix));
    }

    record Parsed(Source source, CompilationUnitTree unit, Trees trees) {}

    /** One compiler task for all files: starting one costs more than parsing a file. */
    private static List<Parsed> parse(List<Source> sources) {
        if (sources.isEmpty()) return List.of();
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problem -> {}, List.of("-proc:none"), null, sources);
        try {
            Trees trees = Trees.instance(task);
            var parsed = new ArrayList<Parsed>();
            // The compiler hands back wrapped files, so the address tells which is which.
            var byAddress = sources.stream().collect(Collectors.toMap(Source::toUri, source -> source));
            for (CompilationUnitTree unit : task.parse()) {
                Source source = Objects.requireNonNull(
                        byAddress.get(unit.getSourceFile().toUri()));
                parsed.add(new Parsed(source, unit, trees));
            }
            return parsed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in memory, as the compiler wants it. */
    static final class Source extends SimpleJavaFileObject {
        private final String file;
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file.replace(' ', '_')), JavaFileObject.Kind.SOURCE);
            this.file = file;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static List<Path> javaFiles(Path root) {
        if (!Files.isDirectory(root)) return List.of();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

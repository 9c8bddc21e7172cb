package remit.server.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import remit.dmn.ConformanceFile;
import remit.dmn.DmnModel;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;

/**
 * Runs folders of the DMN conformance kit (DMN TCK): {@code NNNN-name.dmn} beside {@code NNNN-name-test-01.xml}, at any
 * depth below a folder.
 */
public final class ConformanceKit {
    private static final long LARGEST = 16 << 20;

    private ConformanceKit() {}

    /** What came of a folder. @param files how many test files were run */
    public record Report(int files, List<ConformanceFile.Assertion> assertions) {
        public Report {
            assertions = List.copyOf(assertions);
        }

        /** How many assertions stand so. */
        public long count(ConformanceFile.Standing standing) {
            return assertions.stream()
                    .filter(assertion -> assertion.standing() == standing)
                    .count();
        }

        /** The assertions that did not pass. */
        public List<ConformanceFile.Assertion> notPassed() {
            return assertions.stream()
                    .filter(assertion -> assertion.standing() != ConformanceFile.Standing.PASSED)
                    .toList();
        }

        /** {@code files, passed, failed, refused, not_passed: [{assertion, standing, detail}]}. */
        public Json.Obj toJson() {
            var rest = new ArrayList<Json>();
            for (ConformanceFile.Assertion assertion : notPassed()) {
                rest.add(Json.object(
                        "assertion", assertion.name(),
                        "standing", word(assertion.standing()),
                        "detail", assertion.detail()));
            }
            return Json.object(
                    "files", files,
                    "passed", count(ConformanceFile.Standing.PASSED),
                    "failed", count(ConformanceFile.Standing.FAILED),
                    "refused", count(ConformanceFile.Standing.REFUSED),
                    "not_passed", Json.array(rest));
        }
    }

    /** {@code passed}, {@code failed}, {@code refused}. */
    public static String word(ConformanceFile.Standing standing) {
        return standing.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Runs every test file below {@code folder}. Refused: no such folder, or nothing of the kit in it. */
    public static Checked<Report> run(Path folder) {
        if (!Files.isDirectory(folder)) {
            return refused(folder, "there is no such folder", "name a folder of the DMN conformance kit");
        }
        try (Stream<Path> files = Files.walk(folder, 8)) {
            List<Path> tests = files.filter(ConformanceKit::isTest).sorted().toList();
            if (tests.isEmpty()) {
                String fix = "name a folder that holds NAME.dmn and NAME-test-01.xml, at any depth";
                return refused(folder, "there is no test file of the conformance kit below it", fix);
            }
            var assertions = new ArrayList<ConformanceFile.Assertion>();
            for (Path test : tests) {
                switch (run(test, folder)) {
                    case Checked.Ok<List<ConformanceFile.Assertion>>(var found) -> assertions.addAll(found);
                    case Checked.Refused<List<ConformanceFile.Assertion>>(List<Problem> problems) -> {
                        return Checked.refused(problems);
                    }
                }
            }
            return Checked.ok(new Report(tests.size(), assertions));
        } catch (IOException | java.io.UncheckedIOException e) {
            return refused(folder, "cannot be read: " + e.getMessage(), "let this user read it");
        }
    }

    private static Checked<Report> refused(Path folder, String what, String fix) {
        return Checked.refused(new Problem("RMT-160", folder.toString(), what, fix));
    }

    private static boolean isTest(Path file) {
        return Files.isRegularFile(file) && file.getFileName().toString().matches(".*-test-\\d+\\.xml");
    }

    private static Checked<List<ConformanceFile.Assertion>> run(Path file, Path folder) throws IOException {
        String name = folder.relativize(file).toString();
        return bytes(file, name).then(xml -> ConformanceFile.read(xml, name)).map(tests -> switch (model(
                file, folder, tests)) {
            case Checked.Ok<DmnModel>(DmnModel model) -> tests.run(model);
            case Checked.Refused<DmnModel>(List<Problem> problems) -> tests.refused(problems);
        });
    }

    /** The model that the test names, else the one with its own name. */
    private static Checked<DmnModel> model(Path test, Path folder, ConformanceFile tests) {
        String named = tests.modelName().isEmpty()
                ? test.getFileName().toString().replaceFirst("-test-\\d+\\.xml$", ".dmn")
                : tests.modelName();
        // A test file is somebody else's: it names its neighbour, not a path.
        Path model = test.resolveSibling(Path.of(named).getFileName().toString());
        String name = folder.relativize(model).toString();
        try {
            if (!Files.isRegularFile(model)) {
                return Checked.refused(new Problem(
                        "RMT-160", name, "the model of the test file is not there", "put it beside the test file"));
            }
            return bytes(model, name).then(xml -> DmnModel.read(xml, name));
        } catch (IOException e) {
            return Checked.refused(
                    new Problem("RMT-160", name, "cannot be read: " + e.getMessage(), "let this user read it"));
        }
    }

    private static Checked<byte[]> bytes(Path file, String name) throws IOException {
        if (Files.size(file) > LARGEST) {
            return Checked.refused(new Problem(
                    "RMT-160", name, "is larger than " + (LARGEST >> 20) + " MiB", "divide it into several files"));
        }
        return Checked.ok(Files.readAllBytes(file));
    }
}

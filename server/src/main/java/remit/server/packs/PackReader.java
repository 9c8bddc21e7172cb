package remit.server.packs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.authority.RuleBook;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.FactType;
import remit.rules.Facts;

/**
 * Reads a pack's folder into a {@link Pack}, or says everything that is wrong with it at once: each problem with file,
 * line, field, what is wrong and how to mend it.
 *
 * <p>A file is held against its JSON Schema first and then against its own meaning and the other files (a key is a
 * column, a target is an outcome). Both are reported together: reading an ill-shaped file yields empty values, which the
 * later checks pass over.
 */
public final class PackReader {
    private static final String EXAMPLE = "copy it from an example pack and change it";

    private PackReader() {}

    /** The pack in {@code folder}, or every problem found. */
    public static Checked<Pack> read(Path folder) {
        var problems = new ArrayList<Problem>();
        List<PackFile> files = PackFiles.read(folder, problems);
        if (files.isEmpty()) {
            if (problems.isEmpty()) {
                problems.add(
                        new Problem("RMT-401", folder.toString(), "is empty", "start from remit init --from FILE.csv"));
            }
            return Checked.refused(problems);
        }
        return read(folder.toString(), folderName(folder), files, problems);
    }

    /** A pack whose files are in memory, as storage keeps published ones. @param folder name used in messages */
    public static Checked<Pack> read(String folder, List<PackFile> files) {
        return read(folder, folder, files, new ArrayList<>());
    }

    private static Checked<Pack> read(String place, String name, List<PackFile> files, List<Problem> problems) {
        PackFile contractFile = find(files, "process.yaml", place, problems);
        PackFile intakeFile = find(files, "intake.yaml", place, problems);
        PackFile table = find(files, "authority.dmn", place, problems);
        var contractProblems = new Problems(place + "/process.yaml", problems);
        var intakeProblems = new Problems(place + "/intake.yaml", problems);
        YamlNode contract = document(contractFile, "process", contractProblems);
        YamlNode intake = document(intakeFile, "intake", intakeProblems);
        var columns = Columns.of(intake);
        new IntakeCheck(intake, columns, intakeProblems).check();
        new ContractCheck(contract, columns, contractProblems).check();
        if (table != null) checkTable(table, place + "/authority.dmn", columns, problems);
        List<PackFile> cases = files.stream()
                .filter(file -> file.path().startsWith("cases/") && file.path().endsWith(".yaml"))
                .toList();
        var scenarios = new ArrayList<RawScenario>();
        for (PackFile file : cases) {
            var caseProblems = new Problems(place + "/" + file.path(), problems);
            scenarios.addAll(
                    ScenarioReader.read(file.path(), document(file, "cases", caseProblems), columns, caseProblems));
        }
        if (contractFile == null || intakeFile == null || table == null || !problems.isEmpty()) {
            return Checked.refused(problems);
        }
        var versions = new Pack.Versions(
                Pack.treeHash(files), contractFile.sha256(), intakeFile.sha256(), table.sha256(), Pack.treeHash(cases));
        return Checked.ok(new Pack(
                name, ContractReader.read(contract), IntakeReader.read(intake), table, scenarios, files, versions));
    }

    private static String folderName(Path folder) {
        return Optional.ofNullable(folder.toAbsolutePath().normalize().getFileName())
                .map(Path::toString)
                .orElse(folder.toString());
    }

    private static @Nullable PackFile find(List<PackFile> files, String path, String place, List<Problem> problems) {
        for (PackFile file : files) if (file.path().equals(path)) return file;
        List<String> paths = files.stream().map(PackFile::path).toList();
        String question = DidYouMean.question(path, paths);
        problems.add(new Problem("RMT-401", place + "/" + path, "is missing", question.isEmpty() ? EXAMPLE : question));
        return null;
    }

    private static YamlNode document(@Nullable PackFile file, String schema, Problems problems) {
        if (file == null) return YamlNode.MISSING;
        YamlNode document = YamlReader.read(file.bytes(), problems);
        if (document.present()) SchemaCheck.of(schema).check(document, problems);
        return document;
    }

    /**
     * Only what the rules' compiler would trip over; a table beside sound files is the compiler's to judge. Beside files
     * that are not, it is read with the names that the intake gives, so that all there is to mend is told at once.
     */
    private static void checkTable(PackFile table, String place, Columns columns, List<Problem> problems) {
        boolean soundSoFar = problems.isEmpty();
        var found = new Problems(place, problems);
        byte[] bytes = table.bytes();
        String start = new String(bytes, 0, Math.min(bytes.length, 4096), StandardCharsets.UTF_8);
        if (start.isBlank()) {
            found.add("RMT-423", 0, "", "is empty", EXAMPLE);
        } else if (!start.contains("<")) {
            found.add("RMT-423", 1, "", "is not XML", "save the decision table as DMN");
        } else if (!soundSoFar && columns.known()) {
            problems.addAll(RuleBook.read(bytes, place, facts(columns)).problems());
        }
    }

    private static Facts facts(Columns columns) {
        var types = new LinkedHashMap<String, FactType>();
        for (String name : columns.facts()) types.put(name, FactType.FLAG);
        types.put("proposal", FactType.TEXT);
        types.put("confidence", FactType.NUMBER);
        for (Columns.Declared column : columns.all()) {
            if (!column.visible()) continue;
            FactType type = switch (column.type()) {
                case "number", "money" -> FactType.NUMBER;
                case "date" -> FactType.DAY;
                case "flag" -> FactType.FLAG;
                default -> FactType.TEXT;
            };
            types.put(column.name(), type);
        }
        // Which of them may be missing stands in the files that are not sound: every null is let pass for now.
        return new Facts(types, types.keySet(), Map.of());
    }
}

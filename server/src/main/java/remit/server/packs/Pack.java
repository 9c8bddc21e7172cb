package remit.server.packs;

import java.util.List;
import java.util.stream.Collectors;
import remit.kernel.Digest;
import remit.process.Intake;
import remit.process.ProcessContract;

/**
 * A process as a folder of files, read and checked. The decision table is not compiled here: {@link #table()} is its
 * file.
 *
 * @param folder the folder's name, as problems and people write it
 * @param scenarios the scenarios of {@code cases/*.yaml}, in the order of file names
 * @param files every file, sorted by path
 */
public record Pack(
        String folder,
        ProcessContract contract,
        Intake intake,
        PackFile table,
        List<RawScenario> scenarios,
        List<PackFile> files,
        Versions versions) {
    public Pack {
        scenarios = List.copyOf(scenarios);
        files = List.copyOf(files);
    }

    /**
     * Content hashes, hex SHA-256: of the whole pack and of each part.
     *
     * @param pack over the canonical file tree: for each file, sorted by path, the line {@code SHA256  PATH\n}
     * @param contract of process.yaml, {@code intake} of intake.yaml, {@code table} of authority.dmn
     * @param cases over the canonical tree of cases/
     */
    public record Versions(String pack, String contract, String intake, String table, String cases) {}

    /** The hash over a tree: what {@code sha256sum} prints for each file, sorted by path, hashed again. */
    public static String treeHash(List<PackFile> files) {
        return Digest.sha256Hex(files.stream()
                .sorted(java.util.Comparator.comparing(PackFile::path))
                .map(file -> file.sha256() + "  " + file.path() + "\n")
                .collect(Collectors.joining()));
    }
}

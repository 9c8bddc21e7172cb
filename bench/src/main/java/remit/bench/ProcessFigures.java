package remit.bench;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Memory and processor time of one JVM and of the database on one data directory, sampled from {@code /proc} (Linux).
 *
 * <p>Memory of the JVM is its largest resident set; of the database the private memory of all its processes, because
 * what they share is counted by each of them, and their share of it (PSS) beside that.
 */
final class ProcessFigures {
    /** Of {@code /proc/PID/stat}: every Linux that a JDK 25 runs on counts in hundredths of a second. */
    private static final double TICKS = 100;

    private static final Path PROC = Path.of("/proc");

    private final long jvm;
    private final Path dataDirectory;
    private final Map<Long, Double> databaseCpu = new HashMap<>();
    private double jvmCpu;
    private long jvmPeak;
    private long databasePrivate;
    private long databaseShare;
    private long together;

    ProcessFigures(long jvm, Path dataDirectory) {
        this.jvm = jvm;
        this.dataDirectory = dataDirectory;
    }

    /** Looks once; called every few tenths of a second while the process lives. */
    void sample() throws IOException {
        jvmPeak = Math.max(jvmPeak, kibibytes(PROC.resolve(jvm + "/status"), "VmHWM:"));
        jvmCpu = Math.max(jvmCpu, seconds(jvm));
        long postmaster = postmaster();
        if (postmaster == 0) return;
        long mine = 0;
        long share = 0;
        try (Stream<Path> processes = Files.list(PROC)) {
            for (Path process : (Iterable<Path>) processes::iterator) {
                String name = process.getFileName().toString();
                if (!name.chars().allMatch(Character::isDigit)) continue;
                long id = Long.parseLong(name);
                if (id != postmaster && parent(id) != postmaster) continue;
                Path memory = process.resolve("smaps_rollup");
                mine += kibibytes(memory, "Private_Clean:") + kibibytes(memory, "Private_Dirty:");
                share += kibibytes(memory, "Pss:");
                databaseCpu.merge(id, seconds(id), Math::max);
            }
        }
        databasePrivate = Math.max(databasePrivate, mine);
        databaseShare = Math.max(databaseShare, share);
        together = Math.max(together, jvmPeak + mine);
    }

    /** The first line of {@code postmaster.pid}; 0 while there is none. */
    private long postmaster() throws IOException {
        Path file = dataDirectory.resolve("postgres/postmaster.pid");
        String text = read(file);
        return text.isEmpty()
                ? 0
                : Long.parseLong(text.lines().findFirst().orElse("0").trim());
    }

    private static long parent(long id) throws IOException {
        String[] fields = stat(id);
        return fields.length < 2 ? 0 : Long.parseLong(fields[1]);
    }

    private static double seconds(long id) throws IOException {
        String[] fields = stat(id);
        return fields.length < 13 ? 0 : (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /** The fields behind the name, which may hold blanks: state, parent, ..., user and system time at 11 and 12. */
    private static String[] stat(long id) throws IOException {
        String text = read(PROC.resolve(id + "/stat"));
        return text.isEmpty()
                ? new String[0]
                : text.substring(text.lastIndexOf(')') + 2).split(" ");
    }

    private static long kibibytes(Path file, String name) throws IOException {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** Empty for a process that has ended between two looks. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (FileSystemException e) {
            // Some files say so when they are opened, others (below) when they are read.
            if ("No such process".equals(e.getReason())) return "";
            throw e;
        } catch (IOException e) {
            // Reading (not opening) fails with "No such process" when it ended meanwhile, also while its folder stays.
            return "";
        }
    }

    double jvmMebibytes() {
        return jvmPeak / 1024.0;
    }

    double databasePrivateMebibytes() {
        return databasePrivate / 1024.0;
    }

    double databaseShareMebibytes() {
        return databaseShare / 1024.0;
    }

    /** The JVM's peak and the database's private memory, at the moment when their sum was largest. */
    double togetherMebibytes() {
        return together / 1024.0;
    }

    double jvmCpuSeconds() {
        return jvmCpu;
    }

    double databaseCpuSeconds() {
        return databaseCpu.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}

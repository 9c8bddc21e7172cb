package remit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the whole machine does, to tell a slow program from a busy machine. */
final class Machine {
    private Machine() {}

    /** Processor seconds that all processes together have used since the machine started. */
    static double busy() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/stat"))
                .lines()
                .findFirst()
                .orElse("")
                .split(" +");
        // cpu user nice system idle iowait irq softirq steal
        long ticks = Long.parseLong(fields[1])
                + Long.parseLong(fields[2])
                + Long.parseLong(fields[3])
                + Long.parseLong(fields[6])
                + Long.parseLong(fields[7]);
        return ticks / 100.0;
    }
}

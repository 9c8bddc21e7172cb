package remit.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import remit.kernel.Json;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.settings.Doctor;

/** {@code remit doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        header = "Looks at what Remit needs of this machine and says what to mend.",
        footer = {"", "Examples:", "  remit doctor", "  remit doctor --data-dir /var/lib/remit --json"})
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data directory to look at (default: .remit, or data_dir of the configuration).")
    @Nullable
    Path dataDirectory;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Doctor.Finding> findings = Doctor.examine(console.settings(dataDirectory));
        boolean well = findings.stream().allMatch(Doctor.Finding::ok);
        if (json) {
            List<Json.Obj> items = findings.stream()
                    .map(each -> Json.object(
                            "check", each.check(), "ok", each.ok(), "found", each.found(), "fix", each.fix()))
                    .toList();
            console.print(Json.object("ok", well, "findings", Json.array(items)).pretty());
        } else {
            for (Doctor.Finding each : findings) {
                console.print((each.ok() ? "ok    " : "FAIL  ") + each.check() + ": " + each.found());
                if (!each.ok()) console.print("      " + each.fix());
            }
        }
        return well ? ExitStatus.OK : ExitStatus.FINDING;
    }
}

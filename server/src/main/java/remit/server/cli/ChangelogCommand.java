package remit.server.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.server.access.Role;
import remit.server.store.ChangeLog;

/** {@code remit changelog}. */
@Command(
        name = "changelog",
        mixinStandardHelpOptions = true,
        header = "Exports one JSON line a decision, for a warehouse or a logging platform.",
        footer = {"", "Examples:", "  remit changelog > decisions.jsonl", "  remit changelog --process invoices"})
final class ChangelogCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--process", paramLabel = "ID", description = "Only the decisions of this process.")
    @Nullable
    String process;

    @Mixin
    CommonOptions common = new CommonOptions();

    ChangelogCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return console.with(common, installation -> {
            console.person(installation, common, Role.Permission.SEE_CONTENT);
            new ChangeLog(installation.source())
                    .write(process, entry -> console.out().println(entry.compact()));
            console.out().flush();
            return ExitStatus.OK;
        });
    }
}

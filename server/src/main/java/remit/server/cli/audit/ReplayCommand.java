package remit.server.cli.audit;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Role;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.replay.ReplayReport;
import remit.server.replay.ReplayText;
import remit.server.replay.Replays;
import remit.server.store.CaseReader;
import remit.server.wiring.Installation;

/** {@code remit replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        header = "Decides recorded cases again and says where anything comes out differently.",
        description = {
            "Rules, guardrails and the stage of the ladder are asked again, under the versions that the decision names and"
                    + " with the proposal, stage and sampling rate that were stored with it. Verdict, decision, reason,"
                    + " every check, the rows that matched and the versions are compared. No author is asked and nothing"
                    + " is written.",
            "The exit status is 1 where something differs, or could not be decided again for another reason than that it"
                    + " was erased."
        },
        footer = {
            "",
            "Examples (after remit run packs/invoices --data packs/invoices/sample.csv):",
            "  remit replay invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS",
            "  remit replay --all",
            "  remit replay --all --process invoices --json"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec specification;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CASE",
            description = "Its id, a unique prefix of it, or PROCESS/KEY.")
    @Nullable
    String which;

    @Option(names = "--all", description = "Every decision that was ever recorded.")
    boolean all;

    @Option(names = "--process", paramLabel = "ID", description = "With --all: only this process.")
    @Nullable
    String process;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    ReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (all == (which != null)) throw misused("name one CASE, or give --all");
        if (process != null && !all) throw misused("--process goes with --all");
        return console.reading(common, installation -> {
            console.person(installation, common, Role.Permission.READ);
            var replays = new Replays(installation.published(), console.need(installation.gateway()));
            return which == null ? every(installation, replays) : one(installation, replays, which);
        });
    }

    private CommandLine.ParameterException misused(String why) {
        return new CommandLine.ParameterException(specification.commandLine(), why);
    }

    private int every(Installation installation, Replays replays) {
        if (process != null && !installation.versions().published().contains(process))
            throw Failure.noSuchProcess("--process", process);
        ReplayReport report = replays.all(process);
        print(report.toJson(), ReplayText.all(report));
        return report.clean() ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private int one(Installation installation, Replays replays, String name) {
        CaseReader.CaseRow row = console.need(installation.reader().find(name), ExitStatus.FINDING);
        List<Replays.Told> told = replays.ofCase(row.caseId());
        if (told.isEmpty())
            throw new Failure(
                    ExitStatus.FINDING,
                    List.of(new Problem(
                            "RMT-060",
                            name,
                            "nothing was decided about this case",
                            "name a case that was decided: history gets no verdict")));
        print(
                Json.object(
                        "case",
                        row.caseId(),
                        "process",
                        row.process(),
                        "decisions",
                        Json.array(told.stream().map(Replays.Told::toJson).toList())),
                ReplayText.one(told));
        return told.stream().allMatch(Replays.Told::clean) ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private void print(Json.Obj object, List<String> lines) {
        if (json) console.print(object.pretty());
        else for (String line : lines) console.print(line);
    }
}

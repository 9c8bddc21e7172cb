package remit.server.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Access;
import remit.server.access.Role;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.cli.console.Remote;
import remit.server.register.Authorities;
import remit.server.register.RegisterText;
import remit.server.wiring.Installation;

/** {@code remit authority}. */
@Command(
        name = "authority",
        mixinStandardHelpOptions = true,
        header = "Says who may let what through, under which conditions and limits, by which rule.",
        description = {
            "A row for each row of the rules in force by which cases clear by themselves, and for each by which people"
                    + " decide. It is told from contract and table alone.",
            "--check looks at every case that ever cleared by itself: the version it was decided under is stored, the"
                    + " row that its evidence names stands there and lets cases through, and what is stored of the"
                    + " case, decided again, is let through by that row. Anything else is an orphan; the exit status"
                    + " is 1 when there is one."
        },
        footer = {
            "",
            "Examples:",
            "  remit authority",
            "  remit authority --who agent:invoices",
            "  remit authority --who \"Priya Raman\" --process invoices --json",
            "  remit authority --pack 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            "  remit authority --check",
            "  remit authority --check --server https://remit.example"
        })
final class AuthorityCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec specification;

    @Option(
            names = "--who",
            paramLabel = "NAME",
            description = "Only rows of this actor: a person, a role, an owner, an author, agent:PROCESS.")
    @Nullable
    String who;

    @Option(names = "--process", paramLabel = "ID", description = "Only this process.")
    @Nullable
    String process;

    @Option(
            names = "--pack",
            paramLabel = "SHA256",
            description = "Of this pack version, as evidence names it, instead of the one in force.")
    @Nullable
    String pack;

    @Option(names = "--check", description = "Look for cases that cleared and that no row allowed.")
    boolean check;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions.Reading options = new CommonOptions.Reading();

    AuthorityCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (check && (who != null || pack != null)) {
            throw misused("--check looks at cases, whoever allowed them: leave out --who and --pack");
        }
        if (pack != null && process != null) throw misused("a pack version is one of a process: leave out --process");
        Json.Obj answer = answer();
        if (json) console.print(answer.pretty());
        else if (check) for (String line : RegisterText.check(answer)) console.print(line);
        else for (String line : RegisterText.register(answer)) console.print(line);
        // A missing count is no clean result.
        if (check) return answer.number("orphans", -1) == 0 ? ExitStatus.OK : ExitStatus.FINDING;
        if (!answer.array("unreadable").isEmpty()) return ExitStatus.FINDING;
        return who == null || !answer.array("items").isEmpty() ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private CommandLine.ParameterException misused(String why) {
        return new CommandLine.ParameterException(specification.commandLine(), why);
    }

    private Json.Obj answer() {
        String server = options.server();
        if (server == null) return console.reading(options.common(), this::local);
        var query = new LinkedHashMap<String, String>();
        if (process != null) query.put("process", process);
        if (who != null) query.put("who", who);
        if (pack != null) query.put("pack", pack);
        try (Remote remote = Remote.open(console, options, server)) {
            return remote.get(check ? "/api/v1/authority/check" : "/api/v1/authority", Map.copyOf(query));
        }
    }

    private Json.Obj local(Installation installation) {
        console.person(installation, options.common(), Role.Permission.READ);
        Access access = console.need(installation.access(), ExitStatus.FINDING);
        var authorities = new Authorities(installation.published(), access::people, installation.clock());
        if (process != null && !authorities.processes().contains(process))
            throw Failure.noSuchProcess("--process", process);
        if (check) return authorities.check(process).toJson();
        String version = pack;
        Authorities.Register register = version == null
                ? authorities.register(process)
                : authorities
                        .version(version)
                        .orElseThrow(() -> new Failure(ExitStatus.FINDING, List.of(missing(version))));
        return register.of(who == null ? "" : who).toJson();
    }

    private static Problem missing(String pack) {
        return new Problem(
                "RMT-078",
                "--pack " + pack,
                "it is not in the store",
                "give the whole hash, as remit why --json shows it under versions.pack");
    }
}

package remit.server.cli.evidence;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Role.Permission;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.evidence.EvidenceTree;
import remit.server.store.CaseReader;
import remit.server.wiring.Installation;

/** {@code remit evidence prove}. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        header =
                "Proves that the events of a case are in the log, or that an earlier log is the beginning of this one.",
        description = {
            "Prints one JSON object: the signed head, and for each event its leaf, its position and the path of RFC 6962 to the"
                    + " head's root; or with --since-size the consistency proof between two sizes.",
            "remit evidence verify checks it, without server and database.",
        },
        footer = {
            "",
            "Examples:",
            "  remit evidence prove invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS",
            "  remit evidence prove --since-size 1024 > proof.json"
        })
final class ProveCommand extends EvidenceCommand.OnLog {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CASE",
            description = "Its id, a unique prefix of it, or PROCESS/KEY.")
    @Nullable
    String which;

    @Option(names = "--since-size", paramLabel = "N", description = "How many entries the earlier head had.")
    @Nullable
    Long sinceSize;

    ProveCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if ((which == null) == (sinceSize == null)) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-234", "remit evidence prove", "proves one thing", "give a CASE or --since-size N")));
        }
        return console.reading(common, installation -> {
            console.person(installation, common, Permission.READ);
            installation.sequencer().sequence();
            var tree = new EvidenceTree(installation.source());
            Json.Obj proof = sinceSize == null ? inclusion(installation, tree) : consistency(tree, sinceSize);
            console.print(proof.pretty());
            return ExitStatus.OK;
        });
    }

    private Json.Obj inclusion(Installation installation, EvidenceTree tree) {
        CaseReader.CaseRow row =
                console.need(installation.reader().find(Objects.requireNonNull(which)), ExitStatus.FINDING);
        return tree.proofOf(row.caseId()).orElseThrow();
    }

    private static Json.Obj consistency(EvidenceTree tree, long first) {
        return tree.proofSince(first)
                .orElseThrow(() -> new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-234",
                                "--since-size " + first,
                                "the log has not so many entries",
                                "give the size in the second line of an earlier head"))));
    }
}

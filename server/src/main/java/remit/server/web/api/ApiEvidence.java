package remit.server.web.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Json;
import remit.kernel.ProblemException;
import remit.server.evidence.EvidenceTree;
import remit.server.web.LookDesk;

/** Heads, keys and proofs of the log, for those who check it from outside. */
public final class ApiEvidence {
    private final EvidenceTree tree;
    private final Predicate<String> hidden;

    /** @param hidden whether a case must not be told yet, by its id */
    ApiEvidence(EvidenceTree tree, Predicate<String> hidden) {
        this.tree = tree;
        this.hidden = hidden;
    }

    /** The newest head, as the note that public transparency logs publish. */
    ServerResponse head(ServerRequest request) {
        Optional<String> size = request.param("size");
        if (size.isEmpty())
            return tree.head().map(ApiEvidence::note).orElseGet(() -> Api.missing("tree head", "newest"));
        long entries = entries("size", size.get());
        return tree.head(entries).map(ApiEvidence::note).orElseGet(() -> Api.missing("tree head", size.get()));
    }

    private static ServerResponse note(String note) {
        return ApiProblems.text(200, MediaType.parseMediaType("text/plain;charset=UTF-8"), note);
    }

    ServerResponse keys() {
        List<String> keys = tree.verifiers();
        return ApiProblems.json(200, Json.object("items", Json.strings(keys)));
    }

    ServerResponse ofCase(ServerRequest request) {
        String id = request.pathVariable("id");
        // The leaves hold what was proposed and decided.
        if (hidden.test(id)) return ApiProblems.of(409, LookDesk.HIDDEN);
        return tree.proofOf(id)
                .filter(proof -> !proof.array("entries").isEmpty())
                .map(proof -> ApiProblems.json(200, proof))
                .orElseGet(() -> Api.missing("case under a signed head", id));
    }

    ServerResponse since(ServerRequest request) {
        String from = request.param("from").orElse("");
        return tree.proofSince(entries("from", from))
                .map(proof -> ApiProblems.json(200, proof))
                .orElseGet(() -> Api.missing("tree of so many entries", from));
    }

    private static long entries(String name, String text) {
        if (text.matches("[0-9]{1,15}")) return Long.parseLong(text);
        throw new ProblemException(
                "RMT-235", name, "\"" + text + "\" is no number of entries", "give the second line of a tree head");
    }
}

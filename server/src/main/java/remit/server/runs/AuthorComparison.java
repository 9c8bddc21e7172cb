package remit.server.runs;

import java.util.Comparator;
import java.util.List;
import remit.kernel.Json;
import remit.server.authors.Authors;
import remit.server.authors.Certified;
import remit.server.authors.TrainingReport;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * What several authors made of the same history, each judged in folds blocked by time. A pure function of pack and history:
 * the same ones give the same figures.
 *
 * @param pack hash of the pack's files, {@code file} of the data
 * @param history how many cases were history
 * @param authors in the order of the pack
 */
public record AuthorComparison(Of of, String file, long history, double maxError, List<Compared> authors) {
    public AuthorComparison {
        authors = List.copyOf(authors);
        if (authors.isEmpty()) throw new IllegalArgumentException("authors: none");
    }

    /** @param pack hash of the pack's files */
    public record Of(String process, String pack) {}

    /** @param sha256 of the model that would propose */
    public record Compared(String name, String sha256, TrainingReport report) {
        private double clears() {
            TrainingReport.HeldOut held = report.heldOut();
            return held.cases() == 0 ? 0 : (double) held.cleared() / held.cases();
        }

        private double right() {
            TrainingReport.HeldOut held = report.heldOut();
            return held.cases() == 0 ? 0 : (double) held.right() / held.cases();
        }

        public Json.Obj toJson() {
            TrainingReport.HeldOut held = report.heldOut();
            Certified certified = report.certified();
            return Json.object(
                    "author",
                    name,
                    "sha256",
                    sha256,
                    "cases",
                    held.cases(),
                    "right",
                    held.right(),
                    "threshold",
                    report.threshold(),
                    "cleared",
                    held.cleared(),
                    "wrong",
                    held.wrong(),
                    "certified",
                    certified == null ? null : certified.toJson());
        }
    }

    /** Who would clear most within the error allowed; of as many who is right most often, then the first of the pack. */
    public String choice() {
        return authors.stream()
                .max(Comparator.comparingDouble(Compared::clears)
                        .thenComparingDouble(Compared::right)
                        .thenComparing(authors::indexOf, Comparator.reverseOrder()))
                .orElseThrow()
                .name();
    }

    public Json.Obj toJson() {
        return Json.object(
                "process",
                of.process(),
                "file_sha256",
                file,
                "history",
                history,
                "max_error",
                maxError,
                "folds",
                Json.array(Authors.folds().stream()
                        .map(each -> (Json) Json.of(each))
                        .toList()),
                "authors",
                Json.array(authors.stream().map(Compared::toJson).toList()),
                "choice",
                choice());
    }

    /** Keeps it as evidence. */
    public void keep(RunParts parts) {
        EvidenceLog.await(parts.log()
                .append(new ProcessWrite(
                        of.process(),
                        "AuthorsCompared",
                        parts.clock().instant(),
                        parts.actor(),
                        Json.object("pack", of.pack()),
                        parts.acting().sign(toJson()),
                        null)));
    }
}

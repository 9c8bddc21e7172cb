package remit.server.cases;

import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;

/** Finds the version that a case came in under: what is served today decides nothing about it. */
public final class Pinning {
    private Pinning() {}

    /** @param pack hash of the pack version, as the case's first event or an action's intent names it */
    public static Checked<PublishedProcess> find(Catalog catalog, @Nullable String pack) {
        return pack == null ? missing("none") : catalog.find(pack).orElseGet(() -> missing(pack));
    }

    private static Checked<PublishedProcess> missing(String pack) {
        return Checked.refused(new Problem(
                "RMT-078",
                "pack version " + pack,
                "it is not in the store",
                "restore the database with all its versions, or reject the case"));
    }
}

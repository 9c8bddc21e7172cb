package remit.server.register;

import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import remit.kernel.Checked;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.store.VersionStore;

/**
 * The versions that were published, and what was decided by them.
 *
 * @param find a version by the hash of its pack, {@code latest} the one of a process that is in force
 */
public record Published(
        DataSource source,
        VersionStore versions,
        Function<String, Optional<Checked<PublishedProcess>>> find,
        Function<String, Optional<Checked<PublishedProcess>>> latest) {
    public static Published of(DataSource source, Catalog catalog) {
        return new Published(source, new VersionStore(source), catalog::find, catalog::latest);
    }
}

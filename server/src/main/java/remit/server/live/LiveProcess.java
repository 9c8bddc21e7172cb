package remit.server.live;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.ports.Author;
import remit.server.authors.Authors;
import remit.server.cases.CaseFlow;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.RowReader;
import remit.server.runs.RunParts;
import remit.server.store.Streaming;

/** One served process: its published version, its reader of rows, and the flow with the newest author. */
final class LiveProcess {
    private final RunParts parts;
    private final PublishedProcess published;
    private final Path packFolder;
    private final RowReader rows;
    private final AtomicReference<@Nullable Current> current = new AtomicReference<>();

    /**
     * @param version hash of the model, empty without one
     * @param history how many runs had ended when the groups of history were read: only a run adds to it
     */
    private record Current(String version, long history, Author author, CaseFlow flow) {}

    LiveProcess(RunParts parts, PublishedProcess published, Path packFolder) {
        this.parts = parts;
        this.published = published;
        this.packFolder = packFolder;
        this.rows = new RowReader(published.intake(), published.contract().zone());
    }

    PublishedProcess published() {
        return published;
    }

    Path packFolder() {
        return packFolder;
    }

    RowReader rows() {
        return rows;
    }

    /** The flow with the classifier learned last and the newest history; what appears of either takes over with the next case. */
    CaseFlow flow() {
        boolean trained = published.contract().author().kind().equals("classifier");
        String newest = trained ? parts.versions().latestTrained(published.id()).orElse("") : "fixed";
        Current now = current.get();
        long history = parts.runs().finished(published.id());
        boolean same = now != null && now.version().equals(newest);
        if (now != null && same && now.history() == history) return now.flow();
        Author author = now != null && same ? now.author() : trained ? classifier(newest) : opened();
        var flow = new CaseFlow(published, author, parts.gateway(), groups(), parts.clock());
        current.set(new Current(newest, history, author, flow));
        return flow;
    }

    private Author opened() {
        return Authors.open(published.contract().author(), null, packFolder, parts.secrets())
                .orThrow();
    }

    /** Without history nothing was learned: the author declines, and every case waits for a person. */
    private Author classifier(String sha256) {
        if (sha256.isEmpty()) {
            return Authors.train(
                            List.of(),
                            published.contract().author(),
                            published.contract().reporting())
                    .orThrow();
        }
        String model = Objects.requireNonNull(
                parts.versions().author(sha256).orElse(null), "the newest author version is not in the store");
        return Authors.load(Json.parseObject(model)).orThrow();
    }

    private Set<String> groups() {
        var groups = new HashSet<String>();
        Streaming.query(
                parts.dataSource(),
                "select distinct grp from case_view where process = ? and phase = 'history' and grp is not null",
                List.of(published.id()),
                row -> groups.add(row.getString(1)));
        return groups;
    }
}

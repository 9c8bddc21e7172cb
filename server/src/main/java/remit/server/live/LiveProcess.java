package remit.server.live;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.ports.Author;
import remit.server.authors.Authors;
import remit.server.cases.CaseFlow;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.RowReader;
import remit.server.runs.AuthorReviews;
import remit.server.runs.RunParts;
import remit.server.store.Streaming;
import remit.server.telemetry.TracedAuthor;

/**
 * One served process: the version in force, its reader of rows, and the flow with the newest author. Each case asks what is
 * in force, so that a change or a rollback holds from the next case on, on every node, whoever made it.
 */
final class LiveProcess {
    /** So often it is looked whether enough was reviewed to prove something of an author. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final RunParts parts;
    private final String id;
    private final Path packFolder;
    private final Room room;
    private final AtomicReference<InForce> inForce;
    private final AtomicReference<@Nullable Current> current = new AtomicReference<>();
    private final AtomicReference<@Nullable Looked> looked = new AtomicReference<>();

    /** A version with the reader of its rows. */
    record InForce(PublishedProcess published, RowReader rows) {
        static InForce of(PublishedProcess published) {
            return new InForce(
                    published,
                    new RowReader(published.intake(), published.contract().zone()));
        }
    }

    /**
     * @param pack the version it was made for
     * @param version hash of the model, empty without one; of an author that was made elsewhere what is proven of it
     * @param history how many runs had ended when the groups of history were read: only a run adds to it
     */
    private record Current(String pack, String version, long history, Author author, CaseFlow flow) {}

    LiveProcess(RunParts parts, PublishedProcess published, Path packFolder) {
        this.parts = parts;
        this.id = published.id();
        this.packFolder = packFolder;
        this.room = new Room(id);
        this.inForce = new AtomicReference<>(InForce.of(published));
    }

    /** What decides now. A version that is not in the store is an error: nothing else is in force. */
    InForce inForce() {
        InForce known = inForce.get();
        String sha256 = parts.versions().inForce(id).sha256();
        if (sha256.isEmpty() || sha256.equals(known.published().sha256())) return known;
        PublishedProcess newest = parts.catalog()
                .find(sha256)
                .map(Checked::orThrow)
                .orElseThrow(() -> new IllegalStateException("the version in force is not in the store: " + sha256));
        InForce fresh = InForce.of(newest);
        inForce.set(fresh);
        return fresh;
    }

    PublishedProcess published() {
        return inForce().published();
    }

    Room room() {
        return room;
    }

    Path packFolder() {
        return packFolder;
    }

    /** The flow with the classifier learned last and the newest history; what appears of either takes over with the next case. */
    CaseFlow flow(PublishedProcess published) {
        boolean trained = published.contract().author().kind().equals("classifier");
        Current now = current.get();
        String newest = trained ? parts.versions().latestTrained(published.id()).orElse("") : proven(published, now);
        long history = parts.runs().finished(published.id());
        boolean same = now != null && now.version().equals(newest) && now.pack().equals(published.sha256());
        if (now != null && same && now.history() == history) return now.flow();
        Author author =
                now != null && same ? now.author() : trained ? classifier(published, newest) : opened(published);
        var flow = new CaseFlow(
                published,
                new TracedAuthor(author, parts.telemetry()),
                new CaseFlow.Around(parts.gateway(), groups(), parts.ladders().of(id), parts.clock()));
        current.set(new Current(published.sha256(), newest, history, author, flow));
        return flow;
    }

    private Author opened(PublishedProcess published) {
        Author author = Authors.open(published.contract().author(), null, packFolder, parts.authors())
                .orThrow();
        return new AuthorReviews(parts, published).serving(author, null);
    }

    /** What is proven of an author that was made elsewhere; looked at once a minute, and with another version. */
    private String proven(PublishedProcess published, @Nullable Current now) {
        if (!Authors.needsProof(published.contract().author())) return "fixed";
        Instant at = parts.clock().instant();
        Looked last = looked.get();
        if (now != null && last != null && last.pack().equals(published.sha256())) {
            if (at.isBefore(last.at().plus(LOOK))) return last.proven();
        }
        String found = new AuthorReviews(parts, published).state();
        looked.set(new Looked(published.sha256(), at, found));
        return found;
    }

    /** @param proven changes whenever the author is to be opened anew */
    private record Looked(String pack, Instant at, String proven) {}

    /** Without history nothing was learned: the author declines, and every case waits for a person. */
    private Author classifier(PublishedProcess published, String sha256) {
        if (sha256.isEmpty()) {
            return Authors.train(
                            List.of(),
                            published.contract().author(),
                            published.contract().reporting(),
                            parts.authors().embeddings())
                    .orThrow();
        }
        String model = Objects.requireNonNull(
                parts.versions().author(sha256).orElse(null), "the newest author version is not in the store");
        return Authors.load(Json.parseObject(model), parts.authors().embeddings())
                .orThrow();
    }

    private Set<String> groups() {
        var groups = new HashSet<String>();
        Streaming.query(
                parts.dataSource(),
                "select distinct grp from case_view where process = ? and phase = 'history' and grp is not null",
                List.of(id),
                row -> groups.add(row.getString(1)));
        return groups;
    }
}

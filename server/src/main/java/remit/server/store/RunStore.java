package remit.server.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;

/** Runs over files: where each stands, and what a finished one printed. */
public final class RunStore {
    private final JdbcClient jdbc;

    public RunStore(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    /**
     * @param boundary how many rows are history and over which rows that was counted, once it is fixed
     * @param summary what it printed, once it is finished
     */
    public record Run(
            String runId,
            String process,
            boolean finished,
            Json.@Nullable Obj boundary,
            Json.@Nullable Obj summary,
            int exitStatus,
            Instant startedAt) {}

    /** What identifies a run. */
    public record Identity(String runId, String process, String packSha256, String fileSha256, Json.Obj options) {}

    public Optional<Run> find(String runId) {
        return jdbc.sql("select run_id, process, status, boundary, summary, coalesce(exit_status, 0), started_at"
                        + " from run where run_id = ?")
                .param(runId)
                .query((row, _) -> new Run(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3).equals("finished"),
                        parse(row.getString(4)),
                        parse(row.getString(5)),
                        row.getInt(6),
                        row.getTimestamp(7).toInstant()))
                .optional();
    }

    private static Json.@Nullable Obj parse(@Nullable String json) {
        return json == null ? null : Json.parseObject(json);
    }

    /** How many runs of a process have ended. */
    public long finished(String process) {
        return jdbc.sql("select count(*) from run where process = ? and status = 'finished'")
                .param(process)
                .query(Long.class)
                .single();
    }

    /** Notes that a run begins; a run that is noted already stays as it is. */
    public void begin(Identity identity, Instant now) {
        jdbc.sql("insert into run (run_id, process, pack_sha256, file_sha256, options, status, started_at)"
                        + " values (?, ?, ?, ?, ?, 'running', ?) on conflict do nothing")
                .params(
                        identity.runId(),
                        identity.process(),
                        identity.packSha256(),
                        identity.fileSha256(),
                        identity.options().compact(),
                        now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Whether the log has an event of this type from this run. */
    public boolean holds(Identity run, String type) {
        return jdbc.sql("select exists (select 1 from event where case_id is null and process = ? and type = ?"
                        + " and run_id = ?)")
                .params(run.process(), type, run.runId())
                .query(Boolean.class)
                .single();
    }

    /** Fixes the boundary between history and live cases; the first word stands. */
    public void fixBoundary(String runId, Json.Obj boundary) {
        jdbc.sql("update run set boundary = ? where run_id = ? and boundary is null")
                .params(boundary.compact(), runId)
                .update();
    }

    public void finish(String runId, Json.Obj summary, int exitStatus, Instant now) {
        jdbc.sql("update run set status = 'finished', summary = ?, exit_status = ?, finished_at = ? where run_id = ?")
                .params(summary.compact(), exitStatus, now.atOffset(ZoneOffset.UTC), runId)
                .update();
    }

    /** Forgets a run that was refused before it decided anything. */
    public void forget(String runId) {
        jdbc.sql("delete from run where run_id = ? and status = 'running'")
                .param(runId)
                .update();
    }
}

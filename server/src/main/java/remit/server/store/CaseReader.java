package remit.server.store;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.casework.CaseState;
import remit.evidence.Event;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Keyring;
import remit.kernel.Problem;

/** Reads cases and their evidence; writes nothing. */
public final class CaseReader {
    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final CaseIds ids;

    public CaseReader(DataSource dataSource, String organisation, Keyring keyring) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
        this.ids = new CaseIds(organisation, keyring);
    }

    /** One row of the projection. */
    public record CaseRow(
            String caseId,
            String process,
            CaseState state,
            @Nullable String runId) {}

    /** One event as it stands in the log, with its payload unless that was erased or never was. */
    public record StoredEvent(Event event, Json.@Nullable Obj payload, boolean erased, boolean intact) {}

    public Optional<CaseRow> byId(String caseId) {
        return jdbc.sql("select case_id, process, state, run_id from case_view where case_id = ?")
                .param(caseId)
                .query((row, _) -> caseRow(row))
                .optional();
    }

    private static CaseRow caseRow(ResultSet row) throws SQLException {
        return new CaseRow(
                row.getString(1),
                row.getString(2),
                CaseState.fromJson(Json.parseObject(row.getString(3))),
                row.getString(4));
    }

    /** Finds a case by its id, a unique prefix of it, or PROCESS/KEY (key columns joined by "/"). */
    public Checked<CaseRow> find(String argument) {
        if (argument.isBlank()) return none("CASE", "is empty");
        int slash = argument.indexOf('/');
        if (slash > 0) {
            String process = argument.substring(0, slash);
            List<String> key = List.of(argument.substring(slash + 1).split("/", -1));
            Optional<CaseRow> found = byId(ids.caseId(process, key, 1))
                    .or(() -> byId(ids.caseId(
                            process, key.stream().map(CaseReader::asKept).toList(), 1)));
            if (found.isPresent()) return Checked.ok(found.get());
            return none(argument, "no case of process " + process + " has this key");
        }
        String prefix = argument.startsWith("case_") ? argument : "case_" + argument;
        List<CaseRow> found = jdbc.sql(
                        "select case_id, process, state, run_id from case_view where case_id like ? order by case_id limit 2")
                .param(prefix.replaceAll("[%_\\\\]", "\\\\$0") + "%")
                .query((row, _) -> caseRow(row))
                .list();
        return switch (found.size()) {
            case 0 -> none(argument, "no case has this id");
            case 1 -> Checked.ok(found.getFirst());
            default -> none(argument, "more than one case begins with this");
        };
    }

    /** A key keeps numbers without trailing zeros: 412.50 on paper is 412.5 there. */
    private static String asKept(String part) {
        return part.matches("-?\\d+\\.\\d*0+")
                ? new BigDecimal(part).stripTrailingZeros().toPlainString()
                : part;
    }

    private static Checked<CaseRow> none(String argument, String what) {
        return Checked.refused(
                new Problem("RMT-060", argument, what, "give the id, a unique prefix of it, or PROCESS/KEY"));
    }

    /** Every event of a case, in order. */
    public List<StoredEvent> timeline(String caseId) {
        return jdbc.sql("""
                        select e.leaf, e.leaf_hash, p.salt, p.content
                        from event e left join payload p on p.event_id = e.id
                        where e.case_id = ? order by e.seq
                        """).param(caseId).query((row, _) -> stored(row)).list();
    }

    private static StoredEvent stored(ResultSet row) throws SQLException {
        String leaf = row.getString(1);
        Event event = Event.read(leaf);
        boolean intact = leafIntact(leaf, row.getBytes(2));
        byte[] salt = row.getBytes(3);
        String digest = event.payloadDigest();
        if (salt == null || digest == null) return new StoredEvent(event, null, digest != null, intact);
        Json.Obj content = Json.parseObject(row.getString(4));
        boolean same = new Event.Payload(salt, content).digest().equals(digest);
        return new StoredEvent(event, content, false, intact && same);
    }

    /** Whether a leaf is what its hash says, to the byte. */
    public static boolean leafIntact(String leaf, byte[] hash) {
        byte[] bytes = leaf.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return java.util.Arrays.equals(Event.leafHash(bytes), hash)
                && java.util.Arrays.equals(Event.read(leaf).leaf(), bytes);
    }

    /** The opening payload of a case ({key, inputs, ...}), or null when it was erased. */
    public Json.@Nullable Obj opening(String caseId) {
        return jdbc.sql("""
                        select p.content from event e join payload p on p.event_id = e.id
                        where e.case_id = ? and e.seq = 1
                        """)
                .param(caseId)
                .query((row, _) -> Json.parseObject(row.getString(1)))
                .optional()
                .orElse(null);
    }

    /** What is committed of one run: how many events, and how many whose recomputed leaf hash agrees. */
    public Verified verifyRun(String runId) {
        long[] counts = new long[2];
        Streaming.query(dataSource, "select leaf, leaf_hash from event where run_id = ?", List.of(runId), row -> {
            counts[0]++;
            if (leafIntact(row.getString(1), row.getBytes(2))) counts[1]++;
        });
        return new Verified(counts[0], counts[1]);
    }

    /** @param events events read, {@code verified} those whose leaf hash agrees */
    public record Verified(long events, long verified) {}

    public CaseIds ids() {
        return ids;
    }
}

package remit.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import remit.server.evidence.EvidenceExport;
import remit.server.evidence.EvidenceTree;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShop;
import remit.server.store.Rebuild;
import remit.server.wiring.Installation;
import remit.verify.Report;
import remit.verify.Trust;
import remit.verify.Verifier;

/**
 * kill -9 of serving nodes, and of the database's processes, at random moments under load, in front of a system of record that is as bad as they get: every case
 * ends once, every effect happens at most once, what nobody knows is asked about or waits for a person, and the log is whole.
 * {@code -Dremit.kills=200} makes it long; {@code -Dremit.seed=N} repeats the choice of moments, and what they hit depends on
 * the machine.
 */
final class CrashIT {
    static final String PROCESS = "crashing";
    private static final int DOCUMENTS_A_LIFE = 36;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("remit.seed", new SplittableRandom().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final int kills = Integer.getInteger("remit.kills", 40) / 2;
    private final Set<String> promised = new HashSet<>();
    private final Set<String> decided = new HashSet<>();
    private TestingOffice office;
    private TestingHostileTool tool;
    private TestingNodeProcess.Login login;
    private int documents;
    private SQLException lastRefusal;

    /** The row of a document, the same whoever hands it in; half of them clear by rule, the others wait for a person. */
    static Map<String, String> row(int document) {
        return Map.of(
                "document",
                "D" + document,
                "posted_on",
                "2024-05-06",
                "supplier",
                "S01",
                "amount",
                document % 2 == 0 ? "12.50" : "990.00",
                "remark",
                "");
    }

    @BeforeEach
    void open() throws Exception {
        System.out.printf("kill -9 of nodes, seed %d, %d kills%n", seed, kills);
        office = TestingOffice.open(folder);
        Installation installation = office.installation();
        installation.sequencer().sequence();
        Files.copy(installation.path().resolve("evidence.key"), folder.resolve("evidence.key"));
        tool = new TestingHostileTool(random.nextLong());
        pack();
        try (Connection connection = installation.source().getConnection()) {
            login = new TestingNodeProcess.Login(
                    connection.getMetaData().getURL(),
                    connection.getMetaData().getUserName(),
                    Files.readString(installation.path().resolve("postgres.password"))
                            .strip());
        }
    }

    @AfterEach
    void close() {
        tool.close();
        office.close();
    }

    /** Small amounts clear by a standing draft, the rest is held. */
    private void pack() throws IOException {
        Path pack = TestingShop.of(PROCESS).withAuthor("""
                          kind: classifier
                          target: account
                          max_error: 5%
                          drafts:
                            - {when: {amount: "< 100"}, decision: A4001, basis: small purchases are overheads}
                          settings:
                            category: [supplier]
                        """).pack(folder);
        Path table = pack.resolve("authority.dmn");
        Files.writeString(
                table,
                Files.readString(table)
                        .replace("r2a\"><text>-<", "r2a\"><text>&lt; 0<")
                        .replace("r3a\"><text>&gt; 0<", "r3a\"><text>[1..100]<")
                        .replace("r3b\"><text>false<", "r3b\"><text>-<")
                        .replace("r3c\"><text>true<", "r3c\"><text>-<"));
        Files.delete(pack.resolve("cases/authority.yaml"));
        Path contract = pack.resolve("process.yaml");
        Files.writeString(contract, Files.readString(contract) + "governance: {changes: files}\n");
    }

    @Test
    @Timeout(1_800)
    void one_node_that_is_killed_again_and_again_loses_and_doubles_nothing() throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            TestingNodeProcess node = start("first");
            node.awaitWork();
            live();
            node.kill();
            note(node);
        }
        settle();
        inspect();
    }

    @Test
    @Timeout(1_800)
    void two_nodes_of_which_either_is_killed_at_any_time_lose_and_double_nothing() throws Exception {
        var names = List.of("first", "second");
        var nodes = new ArrayList<TestingNodeProcess>();
        for (String name : names) nodes.add(start(name));
        for (TestingNodeProcess node : nodes) node.awaitWork();
        for (int kill = 0; kill < kills; ) {
            live();
            int which = random.nextInt(2);
            boolean both = random.nextInt(4) == 0;
            for (int i = 0; i < 2; i++) {
                if (i != which && !both) continue;
                nodes.get(i).kill();
                note(nodes.get(i));
                kill++;
            }
            for (int i = 0; i < 2; i++) {
                if (i != which && !both) continue;
                nodes.set(i, start(names.get(i)));
            }
            // Else one may be killed while it starts.
            if (both || random.nextInt(3) > 0) nodes.get(which).awaitWork();
        }
        for (TestingNodeProcess node : nodes) {
            node.awaitOpen();
            node.kill();
            note(node);
        }
        settle();
        inspect();
    }

    @Test
    @Timeout(1_800)
    void a_database_whose_server_is_killed_loses_and_doubles_nothing() throws Exception {
        for (int kill = 0; kill < Math.max(1, kills / 4); kill++) {
            TestingNodeProcess node = start("first");
            node.awaitWork();
            live();
            killDatabase();
            // The node meets the server in its recovery; half of the nodes end there, too.
            Thread.sleep(random.nextInt(1_500));
            if (random.nextBoolean()) node.kill();
            else node.end();
            note(node);
        }
        settle();
        inspect();
    }

    /** kill -9 of one of its processes, at which PostgreSQL ends all of them and recovers from its log. */
    private void killDatabase() throws InterruptedException {
        List<String> processes = office.texts("select pid from pg_stat_activity where pid <> pg_backend_pid()");
        long pid = Long.parseLong(processes.get(random.nextInt(processes.size())));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        for (int i = 0; i < 300; i++) {
            Thread.sleep(100);
            try (Connection connection = office.installation().source().getConnection()) {
                if (connection.isValid(1)) return;
            } catch (SQLException recovering) {
                lastRefusal = recovering;
            }
        }
        throw new AssertionError(told("the database does not come back"), lastRefusal);
    }

    /** Both nodes are handed some of the same documents. */
    private TestingNodeProcess start(String name) {
        int from = Math.max(0, documents - DOCUMENTS_A_LIFE / 3);
        documents = from + DOCUMENTS_A_LIFE;
        return new TestingNodeProcess(
                new TestingNode.Order(folder.resolve(name), folder, tool.url(), from, documents), login);
    }

    /** A while of work, in which the tool may die or refuse to be asked. */
    private void live() throws Exception {
        tool.mute(random.nextInt(4) == 0);
        long millis = 100L + random.nextInt(1_500);
        if (random.nextInt(4) == 0) tool.crash(millis / 2);
        Thread.sleep(millis / 2);
    }

    private void note(TestingNodeProcess node) {
        assertThat(node.refused()).as(told("rows that were refused")).isEmpty();
        promised.addAll(node.promised());
        decided.addAll(node.decided());
    }

    /** Everything is handed in once more, and what is open comes to its end as soon as the tool behaves. */
    private void settle() throws InterruptedException {
        tool.mute(false);
        var order = new TestingNode.Order(folder.resolve("last"), folder, tool.url(), 0, documents);
        var last = new TestingNodeProcess(order, login);
        last.awaitWork();
        Thread.sleep(5_000);
        tool.behave();
        for (int i = 0; i < 600 && unfinished() > 0; i++) Thread.sleep(100);
        assertThat(unfinished()).as(told(last.errors())).isZero();
        last.end();
        note(last);
    }

    /** What has not come to its end, and is none of those that only a person can end. */
    private long unfinished() {
        long cases = documents - office.count("case_view where process = ? and phase <> 'held'", PROCESS);
        return cases
                + office
                        .texts("select action_id from action_view where state in ('prepared', 'failed', 'unknown')")
                        .stream()
                        .filter(key -> !TestingHostileTool.isSilent(key))
                        .count();
    }

    private String told(String what) {
        return "seed " + seed + ": " + what;
    }

    private void inspect() throws Exception {
        System.out.printf(
                "%d documents, %d promised, %d decided; the tool: %s%n",
                documents, promised.size(), decided.size(), tool.behaved());
        cases();
        effects();
        log();
    }

    private void cases() {
        var known = new HashSet<>(office.texts("select case_id from case_view where process = ?", PROCESS));
        assertThat(known).as(told("cases")).hasSize(documents).containsAll(promised);
        assertThat(office.texts(
                        "select case_id from event where process = ? and type in ('CaseOpened', 'Decided', 'Reviewed')"
                                + " group by case_id, type having count(*) <> 1",
                        PROCESS))
                .as(told("cases that were opened or decided twice"))
                .isEmpty();
        assertThat(office.texts(
                        "select distinct phase from case_view where process = ? and phase not in ('cleared', 'approved',"
                                + " 'rejected')",
                        PROCESS))
                .as(told("how cases ended"))
                .isEmpty();
        var reviewed = new HashSet<>(office.texts("select case_id from event where type = 'Reviewed'"));
        assertThat(reviewed).as(told("what people decided")).containsAll(decided);
        assertThat(office.count("case_view where process = ? and phase = 'cleared'", PROCESS))
                .as(told("cleared by rule"))
                .isEqualTo((documents + 1) / 2);
    }

    /** What the log says of effects against what the tool did. */
    private void effects() {
        Map<String, Integer> done = tool.effects();
        assertThat(done.values()).as(told("effects a document")).containsOnly(1);
        assertThat(tool.sentBlindly())
                .as(told("sent again although nobody was told that it was never done"))
                .isEmpty();
        var states = new TreeMap<String, Integer>();
        Map<String, String> documentOf = new HashMap<>();
        for (String line :
                office.texts("select action_id || ' ' || state from action_view where process = ?", PROCESS)) {
            String key = line.split(" ")[0];
            String state = line.split(" ")[1];
            documentOf.put(key, state);
            states.merge(state, 1, Integer::sum);
            switch (state) {
                case "verified" -> assertThat(tool.hasDone(key)).as(told(line)).isTrue();
                case "refused" ->
                    assertThat(TestingHostileTool.isRefused(key)).as(told(line)).isTrue();
                default ->
                    assertThat(TestingHostileTool.isSilent(key)).as(told(line)).isTrue();
            }
            if (state.equals("refused"))
                assertThat(tool.hasDone(key)).as(told(line)).isFalse();
        }
        System.out.println("actions: " + states);
        assertThat(documentOf)
                .as(told("one action for each case that goes through"))
                .hasSize((int)
                        office.count("case_view where process = ? and phase in ('cleared', 'approved')", PROCESS));
        assertThat(office.count("(select leaf::jsonb->'body'->>'action_id' from event where type in ('ActionPrepared',"
                        + " 'ActionVerified') group by 1, type having count(*) <> 1) x"))
                .as(told("actions prepared or verified twice"))
                .isZero();
        long silent = documentOf.keySet().stream()
                .filter(TestingHostileTool::isSilent)
                .count();
        assertThat(office.count("action_view where state = 'unknown'"))
                .as(told("what nobody knows is listed"))
                .isEqualTo(silent);
    }

    private void log() throws Exception {
        Installation installation = office.installation();
        assertThat(new Rebuild(installation.source()).run().differences())
                .as(told("projections that a rebuild tells otherwise"))
                .isZero();
        installation.sequencer().sequence();
        assertThat(new EvidenceTree(installation.source()).waiting()).isZero();
        Path pack = folder.resolve("pack.zip");
        EvidenceExport.Written written;
        try (OutputStream out = Files.newOutputStream(pack)) {
            written = new EvidenceExport(installation.source(), installation.sequencer(), installation.evidenceKeys())
                    .pack(out, null);
        }
        assertThat(written.entries()).as(told("entries")).isEqualTo(office.count("event"));
        Report report =
                Verifier.verify(pack, Trust.read(installation.evidenceKeys().verifiers(), List.of()));
        assertThat(report.exitStatus())
                .as(told(String.join("\n", report.text())))
                .isZero();
    }
}

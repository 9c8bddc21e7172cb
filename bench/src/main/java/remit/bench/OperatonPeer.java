package remit.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.operaton.bpm.engine.ProcessEngine;
import org.operaton.bpm.engine.ProcessEngineConfiguration;
import org.operaton.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/**
 * The peer: Operaton on the same PostgreSQL with full history. A case is an instance of the smallest process that asks the
 * same decision table, from its start to its end in one transaction; nobody proposes and nothing is signed.
 */
final class OperatonPeer implements AutoCloseable {
    private static final int MOST_THREADS = 8;
    private static final String PROCESS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
                         xmlns:operaton="http://operaton.org/schema/1.0/bpmn" targetNamespace="bench" id="bench">
              <process id="coding" isExecutable="true" operaton:historyTimeToLive="P30D">
                <startEvent id="start"/>
                <sequenceFlow id="in" sourceRef="start" targetRef="ask"/>
                <businessRuleTask id="ask" operaton:decisionRef="authority"
                                  operaton:mapDecisionResult="singleResult" operaton:resultVariable="ruling"/>
                <sequenceFlow id="out" sourceRef="ask" targetRef="end"/>
                <endEvent id="end"/>
              </process>
            </definitions>
            """;

    private final HikariDataSource pool;
    private final ProcessEngine engine;

    OperatonPeer(DataSource source, Path table) throws SQLException, IOException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema operaton");
        }
        var settings = new HikariConfig();
        // Connections of its own: those of the product keep their schema.
        settings.setDataSource(source.unwrap(HikariDataSource.class).getDataSource());
        settings.setConnectionInitSql("set search_path to operaton");
        settings.setMaximumPoolSize(2 * MOST_THREADS);
        settings.setPoolName("operaton");
        this.pool = new HikariDataSource(settings);
        var configuration = new StandaloneProcessEngineConfiguration();
        configuration.setDataSource(pool);
        configuration.setDatabaseSchema("operaton");
        configuration.setDatabaseTablePrefix("operaton.");
        configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
        configuration.setHistory(ProcessEngineConfiguration.HISTORY_FULL);
        configuration.setJobExecutorActivate(false);
        configuration.setEnforceHistoryTimeToLive(false);
        this.engine = configuration.buildProcessEngine();
        deploy(table);
    }

    private void deploy(Path table) throws IOException {
        try (InputStream rules = Files.newInputStream(table)) {
            engine.getRepositoryService()
                    .createDeployment()
                    .addInputStream("coding.bpmn", new ByteArrayInputStream(PROCESS.getBytes(StandardCharsets.UTF_8)))
                    .addInputStream("authority.dmn", rules)
                    .deploy();
        }
    }

    /** Cases a second of the best of several thread counts. @param seconds that each is measured, after as many unmeasured */
    Best best(int seconds) {
        var rates = new LinkedHashMap<Integer, Double>();
        for (int threads = 1; threads <= MOST_THREADS; threads *= 2) {
            rate(threads, seconds);
            rates.put(threads, rate(threads, seconds));
        }
        Map.Entry<Integer, Double> best =
                rates.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        return new Best(best.getKey(), best.getValue());
    }

    /** @param perSecond cases with {@code threads} */
    record Best(int threads, double perSecond) {}

    private double rate(int threads, int seconds) {
        var done = new AtomicInteger();
        long begun = System.nanoTime();
        long until = begun + seconds * 1_000_000_000L;
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                workers.execute(() -> {
                    while (System.nanoTime() < until) {
                        int number = done.incrementAndGet();
                        engine.getRuntimeService().startProcessInstanceByKey("coding", "case-" + number, facts(number));
                    }
                });
            }
        }
        double took = (System.nanoTime() - begun) / 1e9;
        return done.get() / took;
    }

    private static Map<String, Object> facts(int number) {
        return Map.of(
                "amount",
                BigDecimal.valueOf(1000L + number % 9_000_000L, 2).doubleValue(),
                "new_group",
                number % 50 == 0,
                "confident",
                number % 10 < 7);
    }

    /** How many cases its history holds as ended. */
    long ended() {
        return engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .finished()
                .count();
    }

    @Override
    public void close() {
        engine.close();
        pool.close();
    }
}

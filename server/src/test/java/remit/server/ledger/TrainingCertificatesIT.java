package remit.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** What trainings prove, and what it takes of the labels' confidence. */
final class TrainingCertificatesIT {
    @TempDir
    Path folder;

    @Test
    void trainings_on_the_same_labels_spend_less_and_less_and_each_is_written_with_its_certificate() {
        var lines = TestingPurchases.ledger(53, 640);
        TestingShop shop = TestingShop.of("refitted").refitting("P15D");
        try (TestingOffice office = TestingOffice.seeded(folder, 1)) {
            office.run(shop.pack(folder), shop.file(folder, "refitted.csv", lines), "0.5");

            JdbcClient jdbc = JdbcClient.create(office.installation().source());
            List<Double> deltas = jdbc.sql("select (leaf::jsonb->'body'->'question'->>'delta')::double precision"
                            + " from event where type = 'AuthorCertified' order by recorded_at, id")
                    .query(Double.class)
                    .list();
            assertThat(deltas).hasSizeGreaterThan(2);
            for (int k = 0; k < deltas.size(); k++) {
                assertThat(deltas.get(k)).isCloseTo(k == 0 ? 0.1 : 0.1 / (k * (k + 1)), within(1e-12));
            }
            assertThat(deltas.stream().mapToDouble(Double::doubleValue).sum()).isLessThan(0.2);
            assertThat(jdbc.sql("select count(*) from event a where type = 'AuthorTrained' and not exists (select 1"
                                    + " from event b where b.type = 'AuthorCertified' and b.xmin = a.xmin)")
                            .query(Long.class)
                            .single())
                    .as("trained, and killed before it was certified")
                    .isZero();
        }
    }
}

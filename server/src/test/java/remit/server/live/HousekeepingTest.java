package remit.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HousekeepingTest {
    private static final Duration OFTEN = Duration.ofMillis(1);

    @Test
    void a_chore_goes_on_after_an_error_and_while_every_other_one_hangs() throws Exception {
        var turns = new CountDownLatch(3);
        var over = new CountDownLatch(1);
        Runnable hangs = () -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (var housekeeping = new Housekeeping(List.of(
                new Housekeeping.Chore("hanging", OFTEN, hangs),
                new Housekeeping.Chore("hanging too", OFTEN, hangs),
                new Housekeeping.Chore("breaking", OFTEN, () -> {
                    turns.countDown();
                    throw new StackOverflowError("a broken chore");
                })))) {
            assertThat(housekeeping).isNotNull();
            assertThat(turns.await(20, TimeUnit.SECONDS)).isTrue();
            over.countDown();
        }
    }
}

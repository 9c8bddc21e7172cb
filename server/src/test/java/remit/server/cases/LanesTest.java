package remit.server.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class LanesTest {
    @Test
    @Timeout(60)
    void a_full_lane_refuses_at_once_keeps_no_other_waiting_and_begins_nothing_more_when_it_closes() throws Exception {
        var lanes = new Lanes();
        var hanging = new CountDownLatch(1);
        var begun = new AtomicInteger();
        int room = lanes.room("slow");
        for (int i = 0; i < room; i++) {
            assertThat(lanes.offer("slow", () -> {
                        begun.incrementAndGet();
                        try {
                            hanging.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }))
                    .isTrue();
        }
        assertThat(lanes.offer("slow", begun::incrementAndGet)).isFalse();
        var quick = new CountDownLatch(2);
        assertThat(lanes.offer("quick", quick::countDown)).isTrue();
        lanes.put("quick", quick::countDown);
        quick.await();
        Thread closing = Thread.startVirtualThread(lanes::close);
        while (!lanes.closing()) Thread.onSpinWait();
        hanging.countDown();
        closing.join();
        assertThat(begun.get()).isLessThan(room);
    }
}

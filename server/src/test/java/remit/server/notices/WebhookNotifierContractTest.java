package remit.server.notices;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import remit.kernel.Json;
import remit.ports.Notifier;
import remit.testkit.NotifierContract;

final class WebhookNotifierContractTest extends NotifierContract {
    private TestingReceiver friendly;
    private TestingReceiver unfriendly;

    @BeforeEach
    void open() throws IOException {
        friendly = new TestingReceiver(204);
        unfriendly = new TestingReceiver(500);
    }

    @AfterEach
    void close() {
        friendly.close();
        unfriendly.close();
    }

    private static Notifier to(TestingReceiver receiver) {
        var channel = Channel.read("desk", receiver.address(), WebhookNotifierTest.SECRET);
        return new WebhookNotifier(channel.orThrow(), InstantSource.system());
    }

    @Override
    protected Notifier working() {
        return to(friendly);
    }

    @Override
    protected Notifier broken() {
        return to(unfriendly);
    }

    @Override
    protected List<Arrived> arrived() {
        return friendly.deliveries().stream()
                .map(delivery -> Json.parseObject(delivery.body()).object("data"))
                .map(data -> new Arrived(data.text("subject", ""), data.text("text", "")))
                .toList();
    }
}

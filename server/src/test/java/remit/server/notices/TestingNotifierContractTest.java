package remit.server.notices;

import java.util.List;
import remit.ports.Notifier;
import remit.testkit.NotifierContract;
import remit.testkit.TestingNotifier;

/** The published fake meets the contract that it stands in for. */
final class TestingNotifierContractTest extends NotifierContract {
    private final TestingNotifier working = new TestingNotifier();

    @Override
    protected Notifier working() {
        return working;
    }

    @Override
    protected Notifier broken() {
        var broken = new TestingNotifier();
        broken.failNext("scripted");
        return broken;
    }

    @Override
    protected List<Arrived> arrived() {
        return working.delivered().stream()
                .map(notice -> new Arrived(notice.subject(), notice.text()))
                .toList();
    }
}

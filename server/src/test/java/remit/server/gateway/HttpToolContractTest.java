package remit.server.gateway;

import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.testkit.ToolContract;

final class HttpToolContractTest extends ToolContract {
    private TestingLedger ledger;
    private Tool tool;

    @BeforeEach
    void open() throws IOException {
        ledger = new TestingLedger();
        tool = new HttpTool(ledger.url(), null, InstantSource.system());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Override
    protected Tool tool() {
        return tool;
    }

    @Override
    protected int done(String actionId) {
        return ledger.done(actionId);
    }

    @Override
    protected int undone(String actionId) {
        return ledger.done(actionId + ":compensate");
    }

    @Override
    protected Json.Obj arrived(String actionId) {
        return ledger.arrived(actionId);
    }
}

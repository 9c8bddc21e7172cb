package remit.server.gateway;

import java.util.Objects;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.testkit.TestingTool;
import remit.testkit.ToolContract;

/** The published fake meets the contract that it stands in for. */
final class TestingToolContractTest extends ToolContract {
    private final TestingTool tool = new TestingTool();

    @Override
    protected Tool tool() {
        return tool;
    }

    @Override
    protected int done(String actionId) {
        return tool.done().containsKey(actionId) ? 1 : 0;
    }

    @Override
    protected int undone(String actionId) {
        return tool.undone().containsKey(actionId) ? 1 : 0;
    }

    @Override
    protected Json.Obj arrived(String actionId) {
        return Objects.requireNonNull(tool.done().get(actionId));
    }
}

package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;

final class CaseTextTest {
    private static Json check(String name) {
        return Json.object("check", name, "verdict", "checkpoint", "reason", "because of " + name);
    }

    @Test
    void the_reasons_of_checks_stand_below_each_other_however_long_a_name_is() {
        List<Json> checks = List.of(check("rules"), check("stop condition that has a long name"), check("required"));
        Json.Obj decided = Json.object(
                "seq", 3, "type", "Decided", "intact", true, "body", Json.object("checks", Json.array(checks)));
        List<Integer> columns = CaseText.why(Json.object("timeline", Json.array(List.of((Json) decided)))).stream()
                .filter(line -> line.contains("because of"))
                .map(line -> line.indexOf("because of"))
                .toList();

        assertThat(columns).hasSize(3).containsOnly(columns.getFirst());
    }
}

package remit.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The engine keeps the rules of AGENTS.md. */
final class HouseRulesTest {
    private static final JavaClasses ENGINE = ClassRules.shipped();

    @TestFactory
    Stream<DynamicTest> engine_keeps() {
        return Stream.of(
                        EngineRules.layers(),
                        EngineRules.foundation(),
                        EngineRules.pureTypes(),
                        EngineRules.pureCalls(),
                        EngineRules.noCycles(),
                        EngineRules.noCyclesInAssurance())
                .map((ArchRule rule) -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(ENGINE)));
    }

    @Test
    void the_rules_see_the_engine() {
        assertThat(ENGINE.contain("remit.kernel.Verdict")).isTrue();
        assertThat(ENGINE.contain("remit.decision.Decision")).isTrue();
        assertThat(SourceRules.fileCount(Path.of("src", "main", "java"))).isGreaterThan(20);
    }

    @Test
    void sources_keep_the_rules() {
        assertThat(SourceRules.check(Path.of("src", "main", "java"), SourceRules.Kind.SHIPPED))
                .isEmpty();
        assertThat(SourceRules.check(Path.of("src", "test", "java"), SourceRules.Kind.TEST))
                .isEmpty();
    }

    @Test
    void the_map_in_agents_md_is_the_order_that_is_checked() throws IOException {
        String agents = Files.readString(Path.of("..", "AGENTS.md")).replaceAll("\\s+", " ");
        assertThat(agents)
                .as("AGENTS.md and EngineRules.ORDER say the same; fix: change both together")
                .contains(EngineRules.orderText());
    }

    @Test
    void the_module_exports_only_packages_of_the_map() throws IOException {
        String module = Files.readString(Path.of("src", "main", "java", "module-info.java"));
        List<String> exported = module.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("exports "))
                .map(line -> line.substring("exports remit.".length(), line.length() - 1))
                .map(name -> name.split("\\.", -1)[0])
                .distinct()
                .toList();
        assertThat(exported).isNotEmpty();
        assertThat(EngineRules.ORDER.stream().flatMap(List::stream).toList())
                .as("every exported package stands in EngineRules.ORDER; fix: add it there and on the map in AGENTS.md")
                .containsAll(exported);
    }
}

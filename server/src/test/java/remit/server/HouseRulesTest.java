package remit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.house.ClassRules;
import remit.house.ServerRules;
import remit.house.SourceRules;

/** The server, the testkit, the verifier and the bench keep the rules of AGENTS.md. */
final class HouseRulesTest {
    private static final JavaClasses SERVER = ClassRules.shipped();

    @TestFactory
    Stream<DynamicTest> server_keeps() {
        return Stream.of(ServerRules.featuresApart(), ServerRules.noCycles(), ServerRules.noTestkit())
                .map((ArchRule rule) -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(SERVER)));
    }

    @Test
    void the_rules_see_the_server() {
        assertThat(SERVER.contain("remit.server.app.Main")).isTrue();
        assertThat(SourceRules.fileCount(Path.of("src", "main", "java"))).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "../testkit", "../verifier", "../bench"})
    void sources_keep_the_rules(String module) {
        Path sources = Path.of(module, "src");
        assertThat(SourceRules.check(sources.resolve("main/java"), SourceRules.Kind.SHIPPED))
                .isEmpty();
        assertThat(SourceRules.check(sources.resolve("test/java"), SourceRules.Kind.TEST))
                .isEmpty();
    }
}

package remit.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import remit.house.SourceRules.Kind;

/** Every house rule refuses what it is there to refuse: bad classes are written, compiled and shown to it. */
final class HouseRulesBiteTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name|final class CaseManager {}",
                "name|final class ClaimImpl {}",
                "name|interface X { record RowDTO() {} }",
                "name|abstract class AbstractRule {}",
                "final|class Open {}",
                "static-state|final class A { static int count; }",
                "swallowed|final class A { void a() { try { b(); } catch (RuntimeException e) { } } void b() {} }",
                "parameters|final class A { void a(int a, int b, int c, int d, int e, int f) {} }",
                "skipped|final class A { @Dis" + "abled void a() {} }"
            })
    void a_bad_source_is_found(String rule, String text) {
        assertThat(SourceRules.check("A.java", text, Kind.SHIPPED))
                .extracting(Finding::rule)
                .containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "final class Implicit {}",
                "record Wide(int a, int b, int c, int d, int e, int f) { Wide { } }",
                "sealed interface Shape permits Circle {}",
                "final class A { static final int COUNT = 1; }"
            })
    void a_good_source_passes(String text) {
        assertThat(SourceRules.check("A.java", text, Kind.SHIPPED)).isEmpty();
    }

    @Test
    void a_test_that_gives_up_is_found() {
        String text = "final class A { void a() { Assumptions.assume" + "True(false); } }";
        assertThat(SourceRules.check("A.java", text, Kind.TEST))
                .extracting(Finding::rule)
                .containsExactly("skipped");
    }

    @Test
    void sizes_are_kept_to_the_line() {
        assertThat(rules("final class A { void a() {" + "\n".repeat(59) + "} }"))
                .isEmpty();
        assertThat(rules("final class A { void a() {" + "\n".repeat(60) + "} }"))
                .containsExactly("method-size");
        assertThat(rules("final class A {" + "\n".repeat(399) + "}")).isEmpty();
        assertThat(rules("final class A {" + "\n".repeat(400) + "}")).containsExactly("file-size");
        assertThat(SourceRules.checkPackage("p", 25)).isEmpty();
        assertThat(SourceRules.checkPackage("p", 26)).extracting(Finding::rule).containsExactly("package-size");
    }

    @Test
    void an_unfinished_marker_is_found() {
        assertThat(rules("final class A {} // TO" + "DO later")).containsExactly("unfinished");
    }

    @Test
    void a_package_without_description_is_found() throws IOException {
        Files.writeString(folder.resolve("A.java"), "final class A {}");
        assertThat(SourceRules.check(folder, Kind.SHIPPED))
                .extracting(Finding::rule)
                .containsExactly("null-marked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.nio.file.Path",
                "java.io.File",
                "java.net.Socket",
                "java.util.Random",
                "java.security.SecureRandom",
                "java.util.concurrent.ExecutorService",
                "java.lang.Thread",
                "java.time.Clock",
                "java.lang.reflect.Method",
                "java.sql.Connection"
            })
    void an_impure_type_in_the_engine_is_found(String type) throws IOException {
        refused(EngineRules.pureTypes(), "remit.kernel.Bad", "package remit.kernel; class Bad { " + type + " field; }");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.time.Instant.now()",
                "java.time.LocalDate.now()",
                "System.currentTimeMillis()",
                "System.nanoTime()",
                "System.out",
                "System.getenv()",
                "java.util.UUID.randomUUID()",
                "Math.random()",
                "java.util.Locale.getDefault()",
                "java.util.List.of().parallelStream()",
                "getClass().getDeclaredFields()",
                "(java.util.function.Supplier<?>) java.time.Instant::now"
            })
    void an_impure_call_in_the_engine_is_found(String call) throws IOException {
        String text = "package remit.kernel; class Bad { Object a() { return " + call + "; } }";
        refused(EngineRules.pureCalls(), "remit.kernel.Bad", text);
    }

    @Test
    void a_layer_may_not_look_up_or_sideways() throws IOException {
        JavaClasses bad = compiled(Map.of(
                "remit.kernel.Low", "package remit.kernel; public class Low { remit.decision.High high; }",
                "remit.decision.High", "package remit.decision; public class High { remit.kernel.Low low; }",
                "remit.evidence.Left", "package remit.evidence; public class Left { remit.authority.Right right; }",
                "remit.authority.Right", "package remit.authority; public class Right {}"));
        List<String> breaches =
                EngineRules.layers().evaluate(bad).getFailureReport().getDetails();
        assertThat(breaches)
                .hasSize(2)
                .anyMatch(text -> text.contains("Low.high"))
                .anyMatch(text -> text.contains("Left.right"));
        assertThat(EngineRules.noCycles().evaluate(bad).hasViolation()).isTrue();
    }

    @Test
    void the_engine_may_not_use_a_library_or_an_unlisted_package() throws IOException {
        refused(
                EngineRules.foundation(),
                "remit.kernel.Bad",
                "package remit.kernel; class Bad { org.junit.jupiter.api.TestInfo info; }");
        refused(EngineRules.foundation(), "remit.odd.Bad", "package remit.odd; class Bad { Bad next; }");
    }

    @Test
    void a_feature_of_the_server_sees_only_store() throws IOException {
        JavaClasses classes = compiled(Map.of(
                "remit.server.packs.A", "package remit.server.packs; public class A { remit.server.authors.B b; }",
                "remit.server.authors.B", "package remit.server.authors; public class B { remit.server.store.C c; }",
                "remit.server.store.C", "package remit.server.store; public class C {}",
                "remit.server.app.D", "package remit.server.app; public class D { remit.server.packs.A a; }"));
        List<String> breaches =
                ServerRules.featuresApart().evaluate(classes).getFailureReport().getDetails();
        assertThat(breaches).singleElement().asString().contains("A.b").contains("fix:");
        assertThat(ServerRules.noCycles().evaluate(classes).hasViolation()).isFalse();
    }

    @Test
    void shipped_code_may_not_use_junit() throws IOException {
        String text = "package remit.server.app; class Bad { org.junit.jupiter.api.TestInfo info; }";
        refused(ServerRules.noTestkit(), "remit.server.app.Bad", text);
    }

    private static List<String> rules(String text) {
        return SourceRules.check("A.java", text, Kind.SHIPPED).stream()
                .map(Finding::rule)
                .toList();
    }

    private void refused(ArchRule rule, String name, String text) throws IOException {
        assertThat(rule.evaluate(compiled(Map.of(name, text)))
                        .getFailureReport()
                        .getDetails())
                .isNotEmpty()
                .allMatch(breach -> breach.contains("fix:"));
    }

    private JavaClasses compiled(Map<String, String> sources) throws IOException {
        var files = new ArrayList<JavaFileObject>();
        sources.forEach((name, text) -> files.add(new SourceRules.Source(name.replace('.', '/') + ".java", text)));
        Path out = Files.createDirectories(folder.resolve("classes"));
        List<String> options =
                List.of("-d", out.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, null, options, null, files)
                        .call())
                .isTrue();
        return new ClassFileImporter().importPath(out);
    }
}

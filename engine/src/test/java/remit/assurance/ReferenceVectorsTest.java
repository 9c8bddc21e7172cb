package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import remit.kernel.Json;

/**
 * Every function gives the reference value: those worked out here in exact arithmetic, and those of a file,
 * {@code -Dremit.vectors=FILE}, else {@code ../shared/science/vectors.json} beside the checkout where there is one. The
 * format is {@code {"vectors": [{"function", "inputs", "expected", "tolerance"}]}}; a tolerance is absolute, relative
 * where more than 1 is expected, and 0 asks for the very number.
 */
class ReferenceVectorsTest {
    @TestFactory
    Stream<DynamicTest> own_values_are_met() {
        return tests(ExactVectors.all());
    }

    @TestFactory
    Stream<DynamicTest> values_of_the_file_are_met() throws IOException {
        Path file = file();
        if (file == null) return Stream.empty();
        List<Json> vectors = Json.parseObject(Files.readString(file)).array("vectors");
        assertThat(vectors).as("vectors in " + file).isNotEmpty();
        return tests(vectors);
    }

    @Test
    void an_unknown_function_is_a_failure_that_names_it() {
        Json.Obj unknown = Json.object("function", "guesswork", "inputs", Json.EMPTY, "expected", 1, "tolerance", 1);
        assertThatThrownBy(() -> check(unknown)).hasMessageContaining("guesswork");
    }

    @Test
    void a_wrong_value_is_a_failure() {
        Json.Obj inputs = Json.object("k", 0, "n", 10, "p", 0.5);
        Json.Obj wrong =
                Json.object("function", "binomialCdf", "inputs", inputs, "expected", 0.00097, "tolerance", 1e-6);
        assertThatThrownBy(() -> check(wrong)).isInstanceOf(AssertionError.class);
    }

    /** A part of the file beside its vectors; empty where there is no file. */
    static Json.Obj shared(String name) throws IOException {
        Path file = file();
        return file == null
                ? Json.EMPTY
                : Json.parseObject(Files.readString(file)).object(name);
    }

    /** The file named is looked for from here and from the root of the checkout. */
    private static @Nullable Path file() {
        String named = System.getProperty("remit.vectors");
        if (named == null) {
            Path shared = Path.of("..", "..", "shared", "science", "vectors.json");
            return Files.exists(shared) ? shared : null;
        }
        Path fromRoot = Path.of("..").resolve(named);
        Path file = !Files.exists(Path.of(named)) && Files.exists(fromRoot) ? fromRoot : Path.of(named);
        assertThat(file).as("remit.vectors").exists();
        return file;
    }

    private static Stream<DynamicTest> tests(List<Json> vectors) {
        var tests = new ArrayList<DynamicTest>();
        for (int i = 0; i < vectors.size(); i++) {
            Json.Obj vector = (Json.Obj) vectors.get(i);
            String name = i + " " + vector.text("function");
            tests.add(DynamicTest.dynamicTest(name, () -> check(vector)));
        }
        return tests.stream();
    }

    private static void check(Json.Obj vector) {
        Json actual = VectorFunctions.call(vector.text("function", ""), vector.object("inputs"));
        Json expected = vector.get("expected");
        assertThat(expected).as("expected").isNotNull();
        compare("", expected, actual, vector.number("tolerance", 0));
    }

    private static void compare(String at, @Nullable Json expected, @Nullable Json actual, double tolerance) {
        switch (expected) {
            case Json.Num(double number) -> {
                assertThat(actual).as(at).isInstanceOf(Json.Num.class);
                double allowed = tolerance * Math.max(1, Math.abs(number));
                double got = ((Json.Num) actual).number();
                assertThat(Math.abs(got - number))
                        .as(at + " is " + got + ", expected " + number)
                        .isLessThanOrEqualTo(allowed);
            }
            case Json.Arr(List<Json> items) -> {
                assertThat(actual).as(at).isInstanceOf(Json.Arr.class);
                List<Json> got = ((Json.Arr) actual).items();
                assertThat(got).as(at).hasSameSizeAs(items);
                for (int i = 0; i < items.size(); i++) compare(at + "[" + i + "]", items.get(i), got.get(i), tolerance);
            }
            case Json.Obj object -> {
                assertThat(actual).as(at).isInstanceOf(Json.Obj.class);
                object.fields()
                        .forEach((name, value) ->
                                compare(at + "." + name, value, ((Json.Obj) actual).get(name), tolerance));
            }
            case null, default -> assertThat(actual).as(at).isEqualTo(expected);
        }
    }
}

package remit.server.authors.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import remit.kernel.Checked;

class EmbeddingsTest {
    private static final Encoder MINI_LM = MiniLm.open().orThrow();

    @AfterAll
    static void close() {
        MINI_LM.close();
    }

    private static double cosine(String one, String other) {
        float[] a = MINI_LM.encode(one);
        float[] b = MINI_LM.encode(other);
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
        return sum;
    }

    @Test
    void an_embedding_has_length_one() {
        assertThat(MINI_LM.encode("where is my parcel")).hasSize(Embeddings.WIDTH);
        assertThat(cosine("where is my parcel", "where is my parcel")).isBetween(0.99999, 1.00001);
        assertThat(cosine("", "")).isBetween(0.99999, 1.00001);
    }

    @Test
    void sentences_that_mean_alike_are_nearer_than_others() {
        double alike = cosine("I want my money back", "Please give me a refund");
        double other = cosine("I want my money back", "The train to the coast leaves at noon");
        assertThat(alike).isGreaterThan(other + 0.3);
    }

    @Test
    void the_same_text_gives_the_same_bits_whatever_was_embedded_in_between() throws Exception {
        float[] first = MINI_LM.encode("my card was declined at the shop");
        try (var threads = Executors.newFixedThreadPool(2)) {
            var running = new ArrayList<java.util.concurrent.Future<float[]>>();
            for (int i = 0; i < 20; i++) {
                String noise = "another text of some length ".repeat(i);
                running.add(threads.submit(() -> {
                    MINI_LM.encode(noise);
                    return MINI_LM.encode("my card was declined at the shop");
                }));
            }
            for (var each : running) assertThat(each.get()).isEqualTo(first);
        }
    }

    @Test
    void the_identity_names_weights_runtime_machine_and_what_they_compute() {
        Identity identity = MINI_LM.identity();
        assertThat(identity.weights()).matches("[0-9a-f]{64}");
        assertThat(identity.runtime()).isEqualTo("onnxruntime 1.29.0");
        assertThat(identity.machine()).isEqualTo(System.getProperty("os.arch"));
        assertThat(identity.probe()).matches("[0-9a-f]{64}");
        assertThat(Identity.fromJson(identity.toJson())).isEqualTo(identity);
        try (Encoder again = MiniLm.open().orThrow()) {
            assertThat(again.identity()).isEqualTo(identity);
        }
    }

    @Test
    void a_text_is_embedded_once_and_nothing_is_loaded_before_the_first() {
        var opened = new AtomicInteger();
        var encoder = new TestingEncoder("a");
        try (var embeddings = new Embeddings(() -> {
            opened.incrementAndGet();
            return Checked.ok(encoder);
        })) {
            assertThat(opened).hasValue(0);
            float[] first = embeddings.of("one");
            assertThat(embeddings.of("one")).isSameAs(first);
            assertThat(embeddings.of(List.of("one", "two"))).hasSize(2 * Embeddings.WIDTH);
            assertThat(encoder.encoded()).containsExactly("one", "two");
            assertThat(opened).hasValue(1);
        }
    }
}

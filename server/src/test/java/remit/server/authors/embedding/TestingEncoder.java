package remit.server.authors.embedding;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Embeds a text by the letters in it; what it was asked is kept. */
public final class TestingEncoder implements Encoder {
    private final List<String> encoded = new CopyOnWriteArrayList<>();
    private final Identity identity;

    /** @param runtime what it calls itself */
    public TestingEncoder(String runtime) {
        this.identity = new Identity("0".repeat(64), runtime, "any", "1".repeat(64));
    }

    public List<String> encoded() {
        return encoded;
    }

    @Override
    public float[] encode(String text) {
        encoded.add(text);
        var letters = new float[Embeddings.WIDTH];
        text.chars().forEach(c -> letters[c % letters.length]++);
        double square = 0;
        for (float count : letters) square += count * count;
        for (int i = 0; i < letters.length; i++) letters[i] /= (float) Math.max(1, Math.sqrt(square));
        return letters;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public void close() {
        encoded.clear();
    }
}

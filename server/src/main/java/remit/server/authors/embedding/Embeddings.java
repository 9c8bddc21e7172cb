package remit.server.authors.embedding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;

/**
 * The door of this package: the embedding of a text, computed once for each distinct text. One text at a time, because
 * the numbers of a compressed model depend on what else is computed beside it. Safe for many threads.
 */
public final class Embeddings implements AutoCloseable {
    /** Numbers in an embedding. */
    public static final int WIDTH = 384;

    /** Distinct texts whose embedding is kept; the one that was asked for longest ago goes first. */
    private static final int MOST_KEPT = 20_000;

    private final Supplier<Checked<Encoder>> opening;
    private final Map<String, float[]> kept = new LinkedHashMap<>(1024, 0.75f, true);
    private @Nullable Checked<Encoder> opened;

    /** @param opening called at most once, when the first embedding is needed */
    public Embeddings(Supplier<Checked<Encoder>> opening) {
        this.opening = opening;
    }

    /** Those of MiniLM-L6-v2, whose weights come with the product. */
    public static Embeddings miniLm() {
        return new Embeddings(MiniLm::open);
    }

    /** What the numbers depend on; refused where the native library or the weights cannot be loaded. */
    public Checked<Identity> identity() {
        return encoder().map(Encoder::identity);
    }

    private synchronized Checked<Encoder> encoder() {
        if (opened == null) opened = opening.get();
        return opened;
    }

    /** The embedding of a text; {@link #identity} tells beforehand whether there is any. */
    public float[] of(String text) {
        synchronized (kept) {
            float[] known = kept.get(text);
            if (known != null) return known;
        }
        float[] made = encoder().orThrow().encode(text);
        synchronized (kept) {
            kept.put(text, made);
            if (kept.size() > MOST_KEPT) kept.remove(kept.keySet().iterator().next());
        }
        return made;
    }

    /** The embeddings of several columns, one after the other. */
    public float[] of(List<String> texts) {
        var joined = new float[WIDTH * texts.size()];
        var parts = new ArrayList<float[]>();
        for (String text : texts) parts.add(of(text));
        for (int i = 0; i < parts.size(); i++) System.arraycopy(parts.get(i), 0, joined, i * WIDTH, WIDTH);
        return joined;
    }

    @Override
    public synchronized void close() {
        if (opened instanceof Checked.Ok<Encoder>(Encoder encoder)) encoder.close();
        opened = null;
    }
}

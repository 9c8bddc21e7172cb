package remit.server.authors.embedding;

/** Turns one text into one point. Implementations are safe for many threads, and give the same bits for the same text. */
public interface Encoder extends AutoCloseable {
    /** @return {@link Embeddings#WIDTH} numbers, of length 1 together */
    float[] encode(String text);

    /** What the numbers depend on. */
    Identity identity();

    @Override
    void close();
}

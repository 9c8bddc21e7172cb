package remit.server.authors.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Problem;

/**
 * MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019) with 8-bit weights: the mean over the last layer's tokens,
 * scaled to length 1. One thread and one text at a time, so that the same text always gives the same bits.
 */
final class MiniLm implements Encoder {
    private static final long STACK = 32L * 1024 * 1024;
    private static final String WEIGHTS = "all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";

    /** Short, long, figures and another script: what a processor computes otherwise shows in one of them. */
    private static final List<String> PROBES = List.of(
            "where is my card",
            "The parcel arrived on 3 May, but two of the four items were missing and nobody answers the telephone.",
            "invoice 4711: 1,204.50 EUR",
            "Über den Wolken");

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final WordPieces pieces;
    private final Identity identity;

    private MiniLm(OrtEnvironment environment, OrtSession session, WordPieces pieces, String weights) {
        this.environment = environment;
        this.session = session;
        this.pieces = pieces;
        this.identity = new Identity(
                weights, "onnxruntime " + environment.getVersion(), System.getProperty("os.arch", "unknown"), probe());
    }

    /** On a thread of its own: reading the network needs more stack than a thread of Java has, and dies without it. */
    static Checked<Encoder> open() {
        var opening = new FutureTask<>(MiniLm::read);
        new Thread(null, opening, "embedding-open", STACK).start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return opening.get();
                } catch (InterruptedException e) {
                    // Half opened is not closed: it is waited for, and the interruption told afterwards.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("opening the embedding failed", e.getCause());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private static Checked<Encoder> read() {
        try {
            byte[] weights = resource(WEIGHTS);
            WordPieces pieces = WordPieces.read(new String(resource(TOKENIZER), StandardCharsets.UTF_8));
            var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            try (var options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                OrtSession session = environment.createSession(weights, options);
                return Checked.ok(new MiniLm(environment, session, pieces, Digest.hex(Digest.sha256(weights))));
            }
        } catch (IOException | OrtException | LinkageError | RuntimeException e) {
            return Checked.refused(new Problem(
                    "RMT-317",
                    "author.settings.embedding",
                    "sentence embeddings cannot be computed here (" + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + "): "
                            + e.getClass().getSimpleName(),
                    "use a platform that onnxruntime serves with a writable temporary folder, or allow the pack"
                            + " fallback: words"));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = MiniLm.class.getResourceAsStream("/" + name)) {
            if (stream == null) throw new IOException("not on the class path: " + name);
            return stream.readAllBytes();
        }
    }

    private String probe() {
        ByteBuffer bytes = ByteBuffer.allocate(PROBES.size() * Embeddings.WIDTH * Float.BYTES);
        for (String text : PROBES) for (float number : encode(text)) bytes.putFloat(number);
        return Digest.hex(Digest.sha256(bytes.array()));
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public float[] encode(String text) {
        long[] numbers = pieces.of(text);
        var attended = new long[numbers.length];
        Arrays.fill(attended, 1);
        Map<String, long[]> given =
                Map.of("input_ids", numbers, "attention_mask", attended, "token_type_ids", new long[numbers.length]);
        var tensors = new HashMap<String, OnnxTensor>();
        try {
            for (var each : given.entrySet()) {
                tensors.put(each.getKey(), OnnxTensor.createTensor(environment, new long[][] {each.getValue()}));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                return mean(((float[][][]) result.get(0).getValue())[0]);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("a text could not be embedded", e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static float[] mean(float[][] tokens) {
        var sum = new double[Embeddings.WIDTH];
        for (float[] token : tokens) for (int i = 0; i < sum.length; i++) sum[i] += token[i];
        double square = 0;
        for (double each : sum) square += each * each;
        double length = Math.max(Math.sqrt(square), 1e-12);
        var mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) mean[i] = (float) (sum[i] / length);
        return mean;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding's session could not be closed", e);
        }
    }
}

package remit.verify.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of a UTF-8 text, each ended by one line feed, none longer than a limit. */
public final class Lines implements AutoCloseable {
    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long number;

    /** @param longest in bytes */
    public Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The number of the line that was read last, 1 for the first. */
    public long number() {
        return number;
    }

    /** The next line without its line feed; null after the last. */
    @Nullable
    public String next() throws IOException {
        var line = new ByteArrayOutputStream(128);
        while (true) {
            if (at == end && !fill()) {
                if (line.size() == 0) return null;
                number++;
                throw new MalformedException("the last line does not end with a line feed");
            }
            int feed = at;
            while (feed < end && buffer[feed] != '\n') feed++;
            if (line.size() + (feed - at) > longest) {
                number++;
                throw new MalformedException("a line is longer than " + longest + " bytes");
            }
            line.write(buffer, at, feed - at);
            at = feed;
            if (feed < end) {
                at++;
                number++;
                return text(line.toByteArray());
            }
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }

    /** Bytes that are UTF-8 and nothing else. */
    public static String text(byte[] bytes) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("the text is not UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

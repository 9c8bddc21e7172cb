package remit.server.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written. A print stream would forget it: a full disk must be told,
 * and a reader that has seen enough ({@code | head}) must end the command without a word.
 */
final class Output extends OutputStream {
    private final OutputStream target;
    private volatile @Nullable IOException failure;

    Output(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failure != null) return;
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void flush() {
        if (failure != null) return;
        try {
            target.flush();
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Why nothing more arrives at the reader. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** True where the reader has gone away, which is its right. */
    static boolean isClosed(IOException failure) {
        String said = String.valueOf(failure.getMessage());
        return said.contains("Broken pipe") || said.contains("Stream Closed") || said.contains("Bad file descriptor");
    }
}

package remit.evidence;

import java.util.ArrayList;
import java.util.List;

/** The right edge of a Merkle tree, which is all that appending needs. Not thread-safe. */
public final class Growing {
    private final List<byte[]> subtrees;
    private long size;

    /** Is told of each perfect subtree that an entry completes, the entry itself (level 0) included. */
    @FunctionalInterface
    public interface Sink {
        void completed(int level, long index, byte[] hash);
    }

    /** @param subtrees as {@link Merkle#subtrees} gives them for this size */
    public Growing(long size, List<byte[]> subtrees) {
        if (Long.bitCount(size) != subtrees.size())
            throw new IllegalArgumentException("subtrees: " + subtrees.size() + " for " + size + " entries");
        this.size = size;
        this.subtrees = new ArrayList<>(subtrees);
    }

    public long size() {
        return size;
    }

    public byte[] root() {
        return Merkle.root(subtrees);
    }

    /** As {@link Merkle#subtrees} gives them. */
    public List<byte[]> subtrees() {
        return List.copyOf(subtrees);
    }

    public void append(byte[] leafHash, Sink sink) {
        byte[] hash = leafHash;
        long index = size;
        int level = 0;
        sink.completed(level, index, hash);
        while ((index & 1) == 1) {
            hash = Merkle.join(subtrees.removeLast(), hash);
            index >>= 1;
            level++;
            sink.completed(level, index, hash);
        }
        subtrees.add(hash);
        size++;
    }
}

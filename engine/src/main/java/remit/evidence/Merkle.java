package remit.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import remit.kernel.Digest;

/**
 * The Merkle tree of RFC 6962, section 2.1: roots, inclusion proofs and consistency proofs over a log of any size, made of
 * the hashes of its perfect subtrees. Hashes are 32 bytes (SHA-256); entries are numbered from 0.
 */
public final class Merkle {
    /** The root of no entry at all. */
    private static final byte[] EMPTY = Digest.sha256();

    private Merkle() {}

    /** Where the hashes of perfect subtrees are looked up. */
    @FunctionalInterface
    public interface Nodes {
        /** The root over the entries from {@code index << level}, {@code 1 << level} of them, all of which are there. */
        byte[] node(int level, long index);
    }

    /** The root of no entry: SHA-256 of nothing. */
    public static byte[] empty() {
        return EMPTY.clone();
    }

    /** SHA-256(0x01 || left || right). */
    public static byte[] join(byte[] left, byte[] right) {
        return Digest.sha256(new byte[] {1}, left, right);
    }

    /** The root over the first {@code size} entries. */
    public static byte[] root(long size, Nodes nodes) {
        return size == 0 ? empty() : range(0, size, nodes);
    }

    /** The hashes of the perfect subtrees that cover the first {@code size} entries, the largest first. */
    public static List<byte[]> subtrees(long size, Nodes nodes) {
        var hashes = new ArrayList<byte[]>();
        long from = 0;
        for (int level = 62; level >= 0; level--) {
            if ((size >> level & 1) == 0) continue;
            hashes.add(nodes.node(level, from >> level));
            from += 1L << level;
        }
        return hashes;
    }

    /** The root over subtrees as {@link #subtrees} gives them. */
    public static byte[] root(List<byte[]> subtrees) {
        if (subtrees.isEmpty()) return empty();
        byte[] root = subtrees.getLast();
        for (int i = subtrees.size() - 2; i >= 0; i--) root = join(subtrees.get(i), root);
        return root;
    }

    /** The audit path of an entry, from its neighbour up: PATH(index, D[size]). */
    public static List<byte[]> inclusion(long index, long size, Nodes nodes) {
        if (index < 0 || index >= size) throw new IllegalArgumentException("index: " + index + " of " + size);
        var path = new ArrayList<byte[]>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + split(to - from);
            if (index < middle) {
                path.add(range(middle, to, nodes));
                to = middle;
            } else {
                path.add(range(from, middle, nodes));
                from = middle;
            }
        }
        return path.reversed();
    }

    /** What proves that the first {@code first} of {@code size} entries are those of the smaller tree: PROOF(first, D[size]). */
    public static List<byte[]> consistency(long first, long size, Nodes nodes) {
        if (first < 0 || first > size) throw new IllegalArgumentException("first: " + first + " of " + size);
        var proof = new ArrayList<byte[]>();
        if (first == 0 || first == size) return proof;
        long from = 0;
        long to = size;
        while (to != first) {
            long middle = from + split(to - from);
            if (first <= middle) {
                proof.add(range(middle, to, nodes));
                to = middle;
            } else {
                proof.add(range(from, middle, nodes));
                from = middle;
            }
        }
        // The smaller tree's own root is known to whoever asks; of a part of it the hash must be said.
        if (from != 0) proof.add(range(from, to, nodes));
        return proof.reversed();
    }

    /** The root to which an entry and its path lead. */
    public static byte[] root(byte[] leafHash, long index, long size, List<byte[]> path) {
        if (index < 0 || index >= size) throw new IllegalArgumentException("index: " + index + " of " + size);
        byte[] hash = leafHash;
        long node = index;
        long last = size - 1;
        int used = 0;
        while (last > 0) {
            boolean right = (node & 1) == 1;
            if (right || node < last) {
                if (used == path.size()) throw new IllegalArgumentException("path: it is too short");
                byte[] other = path.get(used++);
                hash = right ? join(other, hash) : join(hash, other);
            }
            node >>= 1;
            last >>= 1;
        }
        if (used != path.size()) throw new IllegalArgumentException("path: it is too long");
        return hash;
    }

    /** Whether a proof shows that the tree of {@code first} entries is the beginning of the one of {@code size}. */
    public static boolean isConsistent(Tree first, Tree later, List<byte[]> proof) {
        if (first.size() < 0 || first.size() > later.size()) return false;
        if (first.size() == 0) return proof.isEmpty() && Arrays.equals(first.root(), EMPTY);
        if (first.size() == later.size()) return proof.isEmpty() && Arrays.equals(first.root(), later.root());
        long node = first.size() - 1;
        long last = later.size() - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        int used = 0;
        if (node > 0 && proof.isEmpty()) return false;
        byte[] start = node == 0 ? first.root() : proof.get(used++);
        byte[] before = start;
        byte[] after = start;
        while (last > 0) {
            boolean right = (node & 1) == 1;
            if (right || node < last) {
                if (used == proof.size()) return false;
                byte[] other = proof.get(used++);
                if (right) before = join(other, before);
                after = right ? join(other, after) : join(after, other);
            }
            node >>= 1;
            last >>= 1;
        }
        return used == proof.size() && Arrays.equals(before, first.root()) && Arrays.equals(after, later.root());
    }

    /** A size with its root. */
    public record Tree(long size, byte[] root) {}

    /** The root over the entries from {@code from} to {@code to}, a node of the tree or its right edge. */
    private static byte[] range(long from, long to, Nodes nodes) {
        long size = to - from;
        if (Long.bitCount(size) == 1) {
            int level = Long.numberOfTrailingZeros(size);
            return nodes.node(level, from >> level);
        }
        long middle = from + split(size);
        return join(range(from, middle, nodes), range(middle, to, nodes));
    }

    /** The largest power of two below {@code size}. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}

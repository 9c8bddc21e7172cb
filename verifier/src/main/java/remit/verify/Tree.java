package remit.verify;

import java.util.ArrayList;
import java.util.List;
import remit.verify.text.Hash;

/**
 * A Merkle tree of RFC 6962 that only grows: of all it holds it keeps the roots of the perfect subtrees that cover it,
 * largest first, one for each one bit of its size.
 */
final class Tree {
    private final List<byte[]> subtrees;
    private long size;

    /** @param before the subtrees that cover the first {@code size} entries, largest first */
    Tree(long size, List<byte[]> before) {
        if (before.size() != Long.bitCount(size)) throw new IllegalArgumentException("before");
        this.size = size;
        this.subtrees = new ArrayList<>(before);
    }

    long size() {
        return size;
    }

    void add(byte[] leafHash) {
        byte[] root = leafHash;
        // Each trailing one bit of the size is a subtree as large as what we hold: together they make the next larger.
        for (long rest = size; (rest & 1) == 1; rest >>= 1) root = Hash.node(subtrees.removeLast(), root);
        subtrees.add(root);
        size++;
    }

    byte[] root() {
        if (size == 0) return Hash.of();
        byte[] root = subtrees.getLast();
        for (int at = subtrees.size() - 2; at >= 0; at--) root = Hash.node(subtrees.get(at), root);
        return root;
    }
}

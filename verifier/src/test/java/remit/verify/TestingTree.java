package remit.verify;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The Merkle tree hash exactly as RFC 6962, section 2.1, defines it: recursive, slow and independent. */
final class TestingTree {
    private TestingTree() {}

    static byte[] leaf(byte[] entry) {
        return sha(0, entry, new byte[0]);
    }

    /** @param leafHashes hashes of the leaves, not the leaves */
    static byte[] root(List<byte[]> leafHashes) {
        int n = leafHashes.size();
        if (n == 0) return sha(-1, new byte[0], new byte[0]);
        if (n == 1) return leafHashes.getFirst();
        int k = Integer.highestOneBit(n - 1);
        return sha(1, root(leafHashes.subList(0, k)), root(leafHashes.subList(k, n)));
    }

    /** Roots of the perfect subtrees that cover the leaves, largest first. */
    static List<byte[]> subtrees(List<byte[]> leafHashes) {
        var roots = new ArrayList<byte[]>();
        int at = 0;
        for (int left = leafHashes.size(); left > 0; left = leafHashes.size() - at) {
            int size = Integer.highestOneBit(left);
            roots.add(root(leafHashes.subList(at, at + size)));
            at += size;
        }
        return roots;
    }

    private static byte[] sha(int prefix, byte[] left, byte[] right) {
        try {
            var bytes = new ByteArrayOutputStream();
            if (prefix >= 0) bytes.write(prefix);
            bytes.writeBytes(left);
            bytes.writeBytes(right);
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

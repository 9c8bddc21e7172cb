package remit.verify;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** PATH(m, D[n]), section 2.1.1. */
    static List<byte[]> path(int m, List<byte[]> leafHashes) {
        int n = leafHashes.size();
        if (n == 1) return List.of();
        int k = Integer.highestOneBit(n - 1);
        return m < k
                ? with(path(m, leafHashes.subList(0, k)), root(leafHashes.subList(k, n)))
                : with(path(m - k, leafHashes.subList(k, n)), root(leafHashes.subList(0, k)));
    }

    /** PROOF(m, D[n]), section 2.1.2. */
    static List<byte[]> proof(int m, List<byte[]> leafHashes) {
        return subproof(m, leafHashes, true);
    }

    private static List<byte[]> subproof(int m, List<byte[]> leafHashes, boolean whole) {
        int n = leafHashes.size();
        if (m == n) return whole ? List.of() : List.of(root(leafHashes));
        int k = Integer.highestOneBit(n - 1);
        return m <= k
                ? with(subproof(m, leafHashes.subList(0, k), whole), root(leafHashes.subList(k, n)))
                : with(subproof(m - k, leafHashes.subList(k, n), false), root(leafHashes.subList(0, k)));
    }

    private static List<byte[]> with(List<byte[]> hashes, byte[] last) {
        var all = new ArrayList<>(hashes);
        all.add(last);
        return all;
    }

    /** The root that a path gives, by the definition of PATH read backwards; null where it is too long or too short. */
    static byte @Nullable [] rootBy(byte[] leafHash, int m, int n, List<byte[]> path) {
        if (n == 1) return path.isEmpty() ? leafHash : null;
        if (path.isEmpty()) return null;
        int k = Integer.highestOneBit(n - 1);
        byte[] last = path.getLast();
        List<byte[]> rest = path.subList(0, path.size() - 1);
        byte @Nullable [] below = m < k ? rootBy(leafHash, m, k, rest) : rootBy(leafHash, m - k, n - k, rest);
        if (below == null) return null;
        return m < k ? sha(1, below, last) : sha(1, last, below);
    }

    /** Roots of an earlier and a later tree. */
    record Roots(byte[] first, byte[] later) {}

    /** The two roots that a proof gives, by the definition of SUBPROOF read backwards; null where its length is wrong. */
    static @Nullable Roots rootsBy(byte[] firstRoot, int m, int n, List<byte[]> proof) {
        return rootsBy(firstRoot, m, n, proof, true);
    }

    private static @Nullable Roots rootsBy(byte[] firstRoot, int m, int n, List<byte[]> proof, boolean whole) {
        if (m == n) {
            if (whole) return proof.isEmpty() ? new Roots(firstRoot, firstRoot) : null;
            return proof.size() == 1 ? new Roots(proof.getFirst(), proof.getFirst()) : null;
        }
        if (proof.isEmpty()) return null;
        int k = Integer.highestOneBit(n - 1);
        byte[] last = proof.getLast();
        List<byte[]> rest = proof.subList(0, proof.size() - 1);
        Roots below = m <= k ? rootsBy(firstRoot, m, k, rest, whole) : rootsBy(firstRoot, m - k, n - k, rest, false);
        if (below == null) return null;
        return m <= k
                ? new Roots(below.first(), sha(1, below.later(), last))
                : new Roots(sha(1, last, below.first()), sha(1, last, below.later()));
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

package remit.evidence;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree as RFC 6962, section 2.1, defines it, and its checks as RFC 9162, sections 2.1.3.2 and 2.1.4.2, write them
 * down: recursive, slow, and without a line of the product. Lists hold the hashes of leaves.
 */
final class TestingRfc6962 {
    private TestingRfc6962() {}

    static byte[] sha256(int prefix, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (prefix >= 0) digest.update((byte) prefix);
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] leaf(byte[] entry) {
        return sha256(0, entry);
    }

    /** MTH(D[n]). */
    static byte[] root(List<byte[]> d) {
        int n = d.size();
        if (n == 0) return sha256(-1);
        if (n == 1) return d.getFirst();
        int k = k(n);
        return sha256(1, root(d.subList(0, k)), root(d.subList(k, n)));
    }

    /** The largest power of two smaller than n. */
    private static int k(int n) {
        int k = 1;
        while (2 * k < n) k = 2 * k;
        return k;
    }

    /** PATH(m, D[n]). */
    static List<byte[]> path(int m, List<byte[]> d) {
        int n = d.size();
        if (n == 1) return List.of();
        int k = k(n);
        if (m < k) return colon(path(m, d.subList(0, k)), root(d.subList(k, n)));
        return colon(path(m - k, d.subList(k, n)), root(d.subList(0, k)));
    }

    /** PROOF(m, D[n]) = SUBPROOF(m, D[n], true). */
    static List<byte[]> proof(int m, List<byte[]> d) {
        return subproof(m, d, true);
    }

    private static List<byte[]> subproof(int m, List<byte[]> d, boolean b) {
        int n = d.size();
        if (m == n) return b ? List.of() : List.of(root(d));
        int k = k(n);
        if (m <= k) return colon(subproof(m, d.subList(0, k), b), root(d.subList(k, n)));
        return colon(subproof(m - k, d.subList(k, n), false), root(d.subList(0, k)));
    }

    private static List<byte[]> colon(List<byte[]> list, byte[] hash) {
        var longer = new ArrayList<>(list);
        longer.add(hash);
        return longer;
    }

    /** RFC 9162, section 2.1.3.2. */
    static boolean isIncluded(byte[] hash, long leafIndex, long treeSize, List<byte[]> inclusionPath, byte[] rootHash) {
        if (leafIndex >= treeSize) return false;
        long fn = leafIndex;
        long sn = treeSize - 1;
        byte[] r = hash;
        for (byte[] p : inclusionPath) {
            if (sn == 0) return false;
            if (fn % 2 == 1 || fn == sn) {
                r = sha256(1, p, r);
                if (fn % 2 == 0) {
                    do {
                        fn /= 2;
                        sn /= 2;
                    } while (fn % 2 == 0 && fn != 0);
                }
            } else {
                r = sha256(1, r, p);
            }
            fn /= 2;
            sn /= 2;
        }
        return sn == 0 && Arrays.equals(r, rootHash);
    }

    /** RFC 9162, section 2.1.4.2, for 0 &lt; first &lt; second. */
    static boolean isConsistent(long first, byte[] firstHash, long second, byte[] secondHash, List<byte[]> proof) {
        if (proof.isEmpty()) return false;
        var consistencyPath = new ArrayList<>(proof);
        if ((first & (first - 1)) == 0) consistencyPath.addFirst(firstHash);
        long fn = first - 1;
        long sn = second - 1;
        while (fn % 2 == 1) {
            fn /= 2;
            sn /= 2;
        }
        byte[] fr = consistencyPath.getFirst();
        byte[] sr = consistencyPath.getFirst();
        for (byte[] c : consistencyPath.subList(1, consistencyPath.size())) {
            if (sn == 0) return false;
            if (fn % 2 == 1 || fn == sn) {
                fr = sha256(1, c, fr);
                sr = sha256(1, c, sr);
                if (fn % 2 == 0) {
                    do {
                        fn /= 2;
                        sn /= 2;
                    } while (fn % 2 == 0 && fn != 0);
                }
            } else {
                sr = sha256(1, sr, c);
            }
            fn /= 2;
            sn /= 2;
        }
        return Arrays.equals(fr, firstHash) && Arrays.equals(sr, secondHash) && sn == 0;
    }
}

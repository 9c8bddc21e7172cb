package remit.verify;

import java.util.Arrays;
import java.util.List;
import remit.verify.text.Hash;
import remit.verify.text.MalformedException;

/**
 * Checks of RFC 9162, sections 2.1.3.2 and 2.1.4.2, step by step as they are written there: that an entry is in a tree, and
 * that one tree is the beginning of another. Nothing is taken for granted of the numbers and hashes that are given.
 */
final class Paths {
    private Paths() {}

    /** The root to which the hash of a leaf and its path lead. */
    static byte[] root(byte[] leafHash, long index, long size, List<byte[]> path) throws MalformedException {
        if (index < 0 || index >= size) {
            throw new MalformedException("position " + index + " is none of a tree of " + size + " entries");
        }
        long fn = index;
        long sn = size - 1;
        byte[] r = leafHash;
        for (byte[] p : path) {
            if (sn == 0) throw new MalformedException("the path is too long");
            if ((fn & 1) == 1 || fn == sn) {
                r = Hash.node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = Hash.node(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        if (sn != 0) throw new MalformedException("the path is too short");
        return r;
    }

    /**
     * Refuses a proof that does not lead from the root of the first {@code first} entries to both roots.
     *
     * @param firstRoot of the tree of {@code first} entries, {@code laterRoot} of the one of {@code size}
     */
    static void consistent(long first, byte[] firstRoot, long size, byte[] laterRoot, List<byte[]> proof)
            throws MalformedException {
        if (first < 0 || first > size) {
            throw new MalformedException("a tree of " + first + " entries is no beginning of one of " + size);
        }
        if (first == 0 || first == size) {
            if (!proof.isEmpty()) throw new MalformedException("the proof is too long");
            same(firstRoot, first == 0 ? Hash.of() : laterRoot, "the root of the first " + first + " entries");
            return;
        }
        walk(first, firstRoot, size, laterRoot, proof);
    }

    private static void walk(long first, byte[] firstRoot, long size, byte[] laterRoot, List<byte[]> proof)
            throws MalformedException {
        long fn = first - 1;
        long sn = size - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        // Where the first tree is perfect its root is a node of the later one, and the proof leaves it out.
        boolean perfect = Long.bitCount(first) == 1;
        if (proof.isEmpty()) throw new MalformedException("the proof is too short");
        byte[] fr = perfect ? firstRoot : proof.getFirst();
        byte[] sr = fr;
        for (byte[] c : perfect ? proof : proof.subList(1, proof.size())) {
            if (sn == 0) throw new MalformedException("the proof is too long");
            if ((fn & 1) == 1 || fn == sn) {
                fr = Hash.node(c, fr);
                sr = Hash.node(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = Hash.node(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        if (sn != 0) throw new MalformedException("the proof is too short");
        same(fr, firstRoot, "the root of the first " + first + " entries");
        same(sr, laterRoot, "the root of all " + size + " entries");
    }

    private static void same(byte[] led, byte[] wanted, String which) throws MalformedException {
        if (!Arrays.equals(led, wanted)) throw new MalformedException("the proof does not lead to " + which);
    }
}

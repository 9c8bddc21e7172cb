package remit.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.kernel.Digest;
import remit.testing.Property;

/** The log's tree beside an implementation that shares nothing with it ({@link TestingRfc6962}). */
final class MerkleReferenceTest {
    /** The eight leaves that implementations of RFC 6962 are tested with, and what they give. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final Map<String, List<String>> PATHS = Map.of(
            "0 of 1",
            List.of(),
            "0 of 8",
            List.of(
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
            "5 of 8",
            List.of(
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
            "2 of 3",
            List.of("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            "1 of 5",
            List.of(
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));

    private static final Map<String, List<String>> PROOFS = Map.of(
            "1 of 1",
            List.of(),
            "1 of 8",
            List.of(
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
            "6 of 8",
            List.of(
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
            "2 of 5",
            List.of(
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));

    private static final int LARGEST = 4_100;

    private final List<byte[]> hashes = new ArrayList<>();
    private final Map<String, byte[]> nodes = new HashMap<>();
    private final Growing growing = new Growing(0, List.of());

    private void append(byte[] entry) {
        byte[] hash = Event.leafHash(entry);
        assertThat(hash).isEqualTo(TestingRfc6962.leaf(entry));
        hashes.add(hash);
        growing.append(hash, (level, index, node) -> nodes.put(level + "/" + index, node));
    }

    private void grow(int size) {
        while (hashes.size() < size)
            append(ByteBuffer.allocate(4).putInt(hashes.size()).array());
    }

    private byte[] node(int level, long index) {
        byte[] node = nodes.get(level + "/" + index);
        assertThat(node).as("subtree %d/%d", level, index).isNotNull();
        return node;
    }

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(Digest::hex).toList();
    }

    private static int[] numbers(String pair) {
        return Arrays.stream(pair.split(" of ")).mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void paths_and_proofs_are_those_of_the_public_reference() {
        for (String leaf : LEAVES) append(HexFormat.of().parseHex(leaf));
        PATHS.forEach((pair, hex) -> {
            int[] at = numbers(pair);
            assertThat(hex(Merkle.inclusion(at[0], at[1], this::node))).as(pair).isEqualTo(hex);
            assertThat(hex(TestingRfc6962.path(at[0], hashes.subList(0, at[1]))))
                    .as(pair)
                    .isEqualTo(hex);
        });
        PROOFS.forEach((pair, hex) -> {
            int[] at = numbers(pair);
            assertThat(hex(Merkle.consistency(at[0], at[1], this::node)))
                    .as(pair)
                    .isEqualTo(hex);
            assertThat(hex(TestingRfc6962.proof(at[0], hashes.subList(0, at[1]))))
                    .as(pair)
                    .isEqualTo(hex);
        });
    }

    @Test
    void roots_paths_and_proofs_of_every_size_are_those_of_the_definition() {
        for (int size = 1; size <= 130; size++) {
            grow(size);
            byte[] root = TestingRfc6962.root(hashes);
            assertThat(growing.root()).isEqualTo(root);
            assertThat(Merkle.root(size, this::node)).isEqualTo(root);
            for (int at = 0; at < size; at++) {
                List<byte[]> path = Merkle.inclusion(at, size, this::node);
                assertThat(path)
                        .as("path %d of %d", at, size)
                        .containsExactlyElementsOf(TestingRfc6962.path(at, hashes));
                assertThat(TestingRfc6962.isIncluded(hashes.get(at), at, size, path, root))
                        .isTrue();
                assertThat(isIncluded(hashes.get(at), at, size, path, root)).isTrue();
            }
            for (int first = 1; first < size; first++) {
                List<byte[]> proof = Merkle.consistency(first, size, this::node);
                assertThat(proof)
                        .as("proof %d of %d", first, size)
                        .containsExactlyElementsOf(TestingRfc6962.proof(first, hashes));
                byte[] before = TestingRfc6962.root(hashes.subList(0, first));
                assertThat(TestingRfc6962.isConsistent(first, before, size, root, proof))
                        .isTrue();
                assertThat(isConsistent(first, before, size, root, proof)).isTrue();
            }
        }
    }

    @Test
    void of_large_trees_too() {
        grow(LARGEST);
        Property.forAll(150, chance -> {
            int size = chance.between(131, LARGEST);
            int at = chance.below(size);
            int first = chance.between(1, size - 1);
            List<byte[]> leaves = hashes.subList(0, size);
            byte[] root = Merkle.root(size, this::node);
            assertThat(root).isEqualTo(TestingRfc6962.root(leaves));
            assertThat(Merkle.inclusion(at, size, this::node))
                    .containsExactlyElementsOf(TestingRfc6962.path(at, leaves));
            List<byte[]> proof = Merkle.consistency(first, size, this::node);
            assertThat(proof).containsExactlyElementsOf(TestingRfc6962.proof(first, leaves));
            byte[] before = TestingRfc6962.root(leaves.subList(0, first));
            assertThat(TestingRfc6962.isConsistent(first, before, size, root, proof))
                    .isTrue();
            assertThat(isConsistent(first, before, size, root, proof)).isTrue();
        });
    }

    @Test
    void what_was_changed_is_refused_by_both() {
        grow(600);
        Property.forAll(4_000, chance -> {
            int size = chance.between(2, 600);
            int at = chance.below(size);
            byte[] root = Merkle.root(size, this::node);
            List<byte[]> path = Merkle.inclusion(at, size, this::node);
            refused(hashes.get(at), at, size, changed(chance, path), root);
            refused(flipped(chance, hashes.get(at)), at, size, path, root);
            refused(hashes.get(at), at, size, path, flipped(chance, root));
            refused(hashes.get(at), (at + chance.between(1, size - 1)) % size, size, path, root);
            refused(hashes.get(at), size, size, path, root);
            // Another size is told by another head, which has another root.
            int other = chance.between(1, 600);
            if (other != size) refused(hashes.get(at), at, other, path, Merkle.root(other, this::node));
        });
    }

    @Test
    void what_was_changed_of_a_consistency_proof_is_refused_by_both() {
        grow(600);
        Property.forAll(4_000, chance -> {
            int size = chance.between(2, 600);
            int first = chance.between(1, size - 1);
            byte[] before = Merkle.root(first, this::node);
            byte[] root = Merkle.root(size, this::node);
            List<byte[]> proof = Merkle.consistency(first, size, this::node);
            refused(first, before, size, root, changed(chance, proof));
            refused(first, flipped(chance, before), size, root, proof);
            refused(first, before, size, flipped(chance, root), proof);
            int other = chance.between(1, 600);
            if (other > first && other != size) refused(first, before, other, Merkle.root(other, this::node), proof);
            if (other < size && other != first) refused(other, Merkle.root(other, this::node), size, root, proof);
        });
    }

    private static boolean isIncluded(byte[] hash, long at, long size, List<byte[]> path, byte[] root) {
        try {
            return Arrays.equals(Merkle.root(hash, at, size, path), root);
        } catch (IllegalArgumentException wrongLength) {
            return false;
        }
    }

    private static boolean isConsistent(long first, byte[] before, long size, byte[] root, List<byte[]> proof) {
        return Merkle.isConsistent(new Merkle.Tree(first, before), new Merkle.Tree(size, root), proof);
    }

    private static void refused(byte[] hash, long at, long size, List<byte[]> path, byte[] root) {
        assertThat(isIncluded(hash, at, size, path, root))
                .as("%d of %d", at, size)
                .isFalse();
        assertThat(TestingRfc6962.isIncluded(hash, at, size, path, root)).isFalse();
    }

    private static void refused(long first, byte[] before, long size, byte[] root, List<byte[]> proof) {
        assertThat(isConsistent(first, before, size, root, proof))
                .as("%d of %d", first, size)
                .isFalse();
        assertThat(TestingRfc6962.isConsistent(first, before, size, root, proof))
                .isFalse();
    }

    /** One hash changed, left out, put in or swapped with another. */
    private static List<byte[]> changed(Property.Chance chance, List<byte[]> hashes) {
        var changed = new ArrayList<>(hashes);
        switch (chance.below(hashes.size() > 1 ? 4 : 3)) {
            case 0 -> changed.add(chance.below(hashes.size() + 1), flipped(chance, new byte[32]));
            case 1 -> changed.remove(chance.below(hashes.size()));
            case 2 -> {
                int at = chance.below(hashes.size());
                changed.set(at, flipped(chance, hashes.get(at)));
            }
            default -> Collections.swap(changed, 0, chance.between(1, hashes.size() - 1));
        }
        return changed;
    }

    private static byte[] flipped(Property.Chance chance, byte[] hash) {
        byte[] flipped = hash.clone();
        flipped[chance.below(flipped.length)] ^= (byte) (1 << chance.below(8));
        return flipped;
    }
}

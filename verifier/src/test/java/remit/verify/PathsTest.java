package remit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import remit.verify.text.Hash;
import remit.verify.text.MalformedException;

/** Paths and proofs against public reference values, and against RFC 6962 read literally (TestingTree). */
final class PathsTest {
    /** The eight leaves that implementations of RFC 6962 are tested with. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final String ROOT_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
    private static final String ROOT_5 = "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private static byte[] hash(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static List<byte[]> hashes(String... hex) {
        return Arrays.stream(hex).map(PathsTest::hash).toList();
    }

    private List<byte[]> leaves(int count) {
        var leaves = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            var hash = new byte[32];
            random.nextBytes(hash);
            leaves.add(hash);
        }
        return leaves;
    }

    private static boolean holds(byte[] leaf, long index, long size, List<byte[]> path, byte[] root) {
        try {
            return Arrays.equals(Paths.root(leaf, index, size, path), root);
        } catch (MalformedException e) {
            return false;
        }
    }

    private static boolean holds(long first, byte[] firstRoot, long size, byte[] root, List<byte[]> proof) {
        try {
            Paths.consistent(first, firstRoot, size, root, proof);
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }

    @Test
    void paths_of_the_public_reference_lead_to_its_roots() {
        assertThat(holds(
                        Hash.leaf(hash(LEAVES.get(0))),
                        0,
                        8,
                        hashes(
                                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
                        hash(ROOT_8)))
                .isTrue();
        assertThat(holds(
                        Hash.leaf(hash(LEAVES.get(5))),
                        5,
                        8,
                        hashes(
                                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
                        hash(ROOT_8)))
                .isTrue();
        assertThat(holds(
                        Hash.leaf(hash(LEAVES.get(1))),
                        1,
                        5,
                        hashes(
                                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
                        hash(ROOT_5)))
                .isTrue();
    }

    @Test
    void proofs_of_the_public_reference_lead_from_root_to_root() {
        assertThat(holds(
                        1,
                        hash("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
                        8,
                        hash(ROOT_8),
                        hashes(
                                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")))
                .isTrue();
        assertThat(holds(
                        6,
                        hash("76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
                        8,
                        hash(ROOT_8),
                        hashes(
                                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")))
                .isTrue();
        assertThat(holds(
                        2,
                        hash("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
                        5,
                        hash(ROOT_5),
                        hashes(
                                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")))
                .isTrue();
    }

    @Test
    void every_path_and_proof_of_every_size_holds_as_the_definition_says() {
        List<byte[]> all = leaves(130);
        for (int size = 1; size <= 130; size++) {
            List<byte[]> leaves = all.subList(0, size);
            byte[] root = TestingTree.root(leaves);
            for (int at = 0; at < size; at++) {
                assertThat(holds(leaves.get(at), at, size, TestingTree.path(at, leaves), root))
                        .as("entry %d of %d", at, size)
                        .isTrue();
                byte[] first = TestingTree.root(leaves.subList(0, at + 1));
                assertThat(holds(at + 1, first, size, root, TestingTree.proof(at + 1, leaves)))
                        .as("%d of %d", at + 1, size)
                        .isTrue();
            }
        }
    }

    @Test
    void a_changed_path_holds_nowhere_and_the_definition_says_so_too() {
        for (int round = 0; round < 3_000; round++) {
            List<byte[]> leaves = leaves(1 + random.nextInt(round % 100 == 0 ? 3_000 : 60));
            int size = leaves.size();
            int at = random.nextInt(size);
            byte[] root = TestingTree.root(leaves);
            List<byte[]> path = TestingTree.path(at, leaves);
            assertThat(holds(leaves.get(at), at, size, path, root))
                    .as("seed %d", seed)
                    .isTrue();

            List<byte[]> changed = changed(path);
            assertThat(holds(leaves.get(at), at, size, changed, root))
                    .as("seed %d", seed)
                    .isFalse();
            assertThat(TestingTree.rootBy(leaves.get(at), at, size, changed)).isNotEqualTo(root);
            byte[] leaf = flipped(leaves.get(at));
            assertThat(holds(leaf, at, size, path, root)).as("seed %d", seed).isFalse();
            if (size == 1) continue;
            int elsewhere = (at + 1 + random.nextInt(size - 1)) % size;
            assertThat(holds(leaves.get(at), elsewhere, size, path, root))
                    .as("seed %d", seed)
                    .isFalse();
            assertThat(TestingTree.rootBy(leaves.get(at), elsewhere, size, path))
                    .isNotEqualTo(root);
            // The head of another size has another root.
            byte[] shorter = TestingTree.root(leaves.subList(0, size - 1));
            assertThat(holds(leaves.get(at), at, size - 1, path, shorter))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }

    @Test
    void a_changed_proof_leads_nowhere_and_the_definition_says_so_too() {
        for (int round = 0; round < 3_000; round++) {
            List<byte[]> leaves = leaves(2 + random.nextInt(round % 100 == 0 ? 3_000 : 60));
            int size = leaves.size();
            int first = 1 + random.nextInt(size - 1);
            byte[] firstRoot = TestingTree.root(leaves.subList(0, first));
            byte[] root = TestingTree.root(leaves);
            List<byte[]> proof = TestingTree.proof(first, leaves);
            assertThat(holds(first, firstRoot, size, root, proof))
                    .as("seed %d", seed)
                    .isTrue();

            List<byte[]> changed = changed(proof);
            assertThat(holds(first, firstRoot, size, root, changed))
                    .as("seed %d", seed)
                    .isFalse();
            TestingTree.Roots roots = TestingTree.rootsBy(firstRoot, first, size, changed);
            assertThat(roots != null && Arrays.equals(roots.first(), firstRoot) && Arrays.equals(roots.later(), root))
                    .isFalse();
            assertThat(holds(first, flipped(firstRoot), size, root, proof))
                    .as("seed %d", seed)
                    .isFalse();
            assertThat(holds(first, firstRoot, size, flipped(root), proof))
                    .as("seed %d", seed)
                    .isFalse();
            byte[] shorter = TestingTree.root(leaves.subList(0, size - 1));
            assertThat(holds(first, firstRoot, size - 1, shorter, proof))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }

    @Test
    void numbers_that_no_tree_has_are_refused() {
        byte[] hash = new byte[32];
        assertThat(holds(hash, 0, 0, List.of(), hash)).isFalse();
        assertThat(holds(hash, 1, 1, List.of(), hash)).isFalse();
        assertThat(holds(hash, -1, 1, List.of(), hash)).isFalse();
        assertThat(holds(hash, 0, -1, List.of(), hash)).isFalse();
        assertThat(holds(2, hash, 1, hash, List.of())).isFalse();
        assertThat(holds(-1, hash, 1, hash, List.of())).isFalse();
        assertThat(holds(0, hash, 1, hash, List.of()))
                .as("no entry has one root")
                .isFalse();
        assertThat(holds(0, Hash.of(), 1, hash, List.of())).isTrue();
        assertThat(holds(1, hash, 1, hash, List.of())).isTrue();
        assertThat(holds(1, hash, 1, hash, List.of(hash))).isFalse();
        assertThat(holds(1, hash, 2, hash, List.of())).isFalse();
    }

    /** One hash changed, left out, put in or swapped with another. */
    private List<byte[]> changed(List<byte[]> hashes) {
        var changed = new ArrayList<>(hashes);
        int way = hashes.isEmpty() ? 0 : random.nextInt(hashes.size() > 1 ? 4 : 3);
        switch (way) {
            case 0 -> changed.add(random.nextInt(hashes.size() + 1), leaves(1).getFirst());
            case 1 -> changed.remove(random.nextInt(hashes.size()));
            case 2 -> {
                int at = random.nextInt(hashes.size());
                changed.set(at, flipped(hashes.get(at)));
            }
            default -> java.util.Collections.swap(changed, 0, 1 + random.nextInt(hashes.size() - 1));
        }
        return changed;
    }

    private byte[] flipped(byte[] hash) {
        byte[] flipped = hash.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }
}

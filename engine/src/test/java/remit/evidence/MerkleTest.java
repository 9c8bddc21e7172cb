package remit.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.kernel.Digest;
import remit.testing.Property;

/** Roots and proofs of the log, against the public reference values and against the definition of RFC 6962 taken literally. */
final class MerkleTest {
    private static final List<String> ENTRIES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final List<byte[]> hashes = new ArrayList<>();
    private final Map<String, byte[]> nodes = new HashMap<>();
    private final Growing growing = new Growing(0, List.of());

    private void append(byte[] leaf) {
        byte[] hash = Event.leafHash(leaf);
        hashes.add(hash);
        growing.append(
                hash,
                (level, index, node) ->
                        assertThat(nodes.put(level + "/" + index, node)).isNull());
    }

    private byte[] node(int level, long index) {
        byte[] node = nodes.get(level + "/" + index);
        assertThat(node).as("subtree %d/%d", level, index).isNotNull();
        return node;
    }

    /** MTH(D[from:to]) as the RFC writes it. */
    private static byte[] literally(List<byte[]> leaves) {
        if (leaves.isEmpty()) return Digest.sha256();
        if (leaves.size() == 1) return leaves.getFirst();
        int k = 1;
        while (k * 2 < leaves.size()) k *= 2;
        return Digest.sha256(
                new byte[] {1}, literally(leaves.subList(0, k)), literally(leaves.subList(k, leaves.size())));
    }

    @Test
    void roots_are_those_of_the_public_reference() {
        for (int size = 0; size <= ENTRIES.size(); size++) {
            assertThat(Digest.hex(growing.root())).isEqualTo(ROOTS.get(size));
            assertThat(Digest.hex(Merkle.root(size, this::node))).isEqualTo(ROOTS.get(size));
            if (size < ENTRIES.size()) append(HexFormat.of().parseHex(ENTRIES.get(size)));
        }
    }

    @Test
    void paths_and_proofs_are_those_of_the_public_reference() {
        for (String entry : ENTRIES) append(HexFormat.of().parseHex(entry));
        assertThat(hex(Merkle.inclusion(0, 8, this::node)))
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(hex(Merkle.consistency(6, 8, this::node)))
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(Digest::hex).toList();
    }

    @Test
    void every_entry_of_every_size_is_proven_and_no_other_is() {
        for (int size = 1; size <= 70; size++) {
            append(new byte[] {(byte) size});
            byte[] root = literally(hashes);
            assertThat(growing.root()).isEqualTo(root);
            assertThat(Merkle.root(Merkle.subtrees(size, this::node))).isEqualTo(root);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = Merkle.inclusion(index, size, this::node);
                assertThat(Merkle.root(hashes.get(index), index, size, path)).isEqualTo(root);
                if (size > 1)
                    assertThat(Merkle.root(hashes.get((index + 1) % size), index, size, path))
                            .isNotEqualTo(root);
            }
        }
    }

    @Test
    void every_earlier_tree_is_proven_the_beginning_of_a_later_one_and_a_changed_one_is_not() {
        var roots = new ArrayList<byte[]>(List.of(Merkle.empty()));
        for (int size = 1; size <= 70; size++) {
            append(new byte[] {(byte) size});
            roots.add(growing.root());
            var later = new Merkle.Tree(size, growing.root());
            for (int first = 0; first <= size; first++) {
                List<byte[]> proof = Merkle.consistency(first, size, this::node);
                assertThat(Merkle.isConsistent(new Merkle.Tree(first, roots.get(first)), later, proof))
                        .as("%d of %d", first, size)
                        .isTrue();
                byte[] other = roots.get(first).clone();
                other[0] ^= 1;
                assertThat(Merkle.isConsistent(new Merkle.Tree(first, other), later, proof))
                        .isFalse();
            }
        }
    }

    @Test
    void a_proof_with_any_bit_changed_or_any_hash_lost_proves_nothing() {
        for (int i = 0; i < 200; i++) append(("entry " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Property.forAll(2_000, chance -> {
            int size = chance.between(2, 200);
            int first = chance.between(1, size - 1);
            var later = new Merkle.Tree(size, literally(hashes.subList(0, size)));
            var earlier = new Merkle.Tree(first, literally(hashes.subList(0, first)));
            var proof = new ArrayList<>(Merkle.consistency(first, size, this::node));
            if (chance.flip()) {
                int at = chance.below(proof.size());
                byte[] changed = proof.get(at).clone();
                changed[chance.below(32)] ^= (byte) (1 << chance.below(8));
                proof.set(at, changed);
            } else {
                proof.remove(chance.below(proof.size()));
            }
            assertThat(Merkle.isConsistent(earlier, later, proof)).isFalse();
        });
    }

    @Test
    void what_is_not_in_the_tree_has_no_path() {
        append(new byte[0]);
        assertThatThrownBy(() -> Merkle.inclusion(1, 1, this::node)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Merkle.root(hashes.getFirst(), 0, 1, List.of(new byte[32])))
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> Merkle.root(hashes.getFirst(), 0, 2, List.of()))
                .hasMessageContaining("too short");
        assertThatThrownBy(() -> new Growing(3, List.of(new byte[32]))).hasMessageContaining("subtrees");
    }

    @Test
    void a_head_is_read_as_it_was_written() {
        var head = new TreeHead("remit-1234", 8, growing.root(), java.time.Instant.parse("2026-01-31T10:00:00Z"));
        TreeHead read = TreeHead.read(head.text() + "\n— remit-1234 AAAA\n");
        assertThat(read.text()).isEqualTo(head.text());
        assertThatThrownBy(() -> TreeHead.read("remit\n8\n")).isInstanceOf(IllegalArgumentException.class);
    }
}

package remit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import remit.verify.text.Hash;

final class TreeTest {
    /** The leaves and roots that implementations of RFC 6962 are tested with. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void roots_are_those_of_rfc_6962() {
        var tree = new Tree(0, List.of());
        assertThat(Hash.hex(tree.root())).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (int i = 0; i < LEAVES.size(); i++) {
            tree.add(Hash.leaf(HexFormat.of().parseHex(LEAVES.get(i))));
            assertThat(Hash.hex(tree.root())).as("%d leaves", i + 1).isEqualTo(ROOTS.get(i));
        }
    }

    @Test
    void roots_are_those_of_the_definition_wherever_the_tree_is_taken_up() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            var hashes = new ArrayList<byte[]>();
            for (int i = random.nextInt(300); i >= 0; i--) {
                var hash = new byte[32];
                random.nextBytes(hash);
                hashes.add(hash);
            }
            int from = random.nextInt(hashes.size() + 1);
            var tree = new Tree(from, TestingTree.subtrees(hashes.subList(0, from)));
            hashes.subList(from, hashes.size()).forEach(tree::add);
            assertThat(tree.root()).as("seed %d", seed).isEqualTo(TestingTree.root(hashes));
        }
    }
}

package remit.verify;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import remit.verify.text.Hash;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/** The tree over {@code leaves.sha256}. */
final class Leaves {
    static final String FILE = "leaves.sha256";
    static final int LINE_BYTES = 2 * Hash.BYTES + 1;

    private Leaves() {}

    /**
     * Adds each hash to the tree.
     *
     * @param wanted sizes of the tree whose roots are asked for
     * @param roots takes them, in hex
     */
    static void read(PackHeader pack, Lines lines, Set<Long> wanted, Map<Long, String> roots) throws IOException {
        var tree = new Tree(pack.from(), pack.before());
        if (wanted.contains(tree.size())) roots.put(tree.size(), Hash.hex(tree.root()));
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (tree.size() == pack.size()) throw new MalformedException("there are more hashes than entries");
            tree.add(Hash.parse(line));
            if (wanted.contains(tree.size())) roots.put(tree.size(), Hash.hex(tree.root()));
        }
        if (tree.size() < pack.size()) throw new MalformedException("there are fewer hashes than entries");
    }
}

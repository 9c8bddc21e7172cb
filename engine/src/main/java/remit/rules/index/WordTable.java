package remit.rules.index;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Texts numbered from 0 in the order given, found by their hash in a table that is at most a quarter full. */
public final class WordTable {
    private final @Nullable String[] slots;
    private final int[] numbers;
    private final String[] words;

    /** @param words all different */
    public WordTable(Collection<String> words) {
        this.words = words.toArray(String[]::new);
        int size = 4;
        while (size < 4 * this.words.length) size <<= 1;
        this.slots = new String[size];
        this.numbers = new int[size];
        for (int number = 0; number < this.words.length; number++) {
            int slot = slot(this.words[number]);
            while (slots[slot] != null) slot = (slot + 1) & (size - 1);
            slots[slot] = this.words[number];
            numbers[slot] = number;
        }
    }

    private int slot(String word) {
        int hash = word.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 15) & (slots.length - 1);
    }

    /** The number of a word, or -1 when it is none of them. */
    public int number(String word) {
        int slot = slot(word);
        for (String found = slots[slot]; found != null; found = slots[slot]) {
            if (found.equals(word)) return numbers[slot];
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }

    public String word(int number) {
        return words[number];
    }

    public boolean sameWords(WordTable other) {
        return Arrays.equals(words, other.words);
    }

    public int size() {
        return words.length;
    }
}

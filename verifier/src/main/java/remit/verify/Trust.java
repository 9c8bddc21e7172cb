package remit.verify;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import remit.verify.text.Hash;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/** What whoever asks for the check holds, from elsewhere than the pack: keys of the log, and heads of its tree. */
public record Trust(List<VerifierKey> keys, List<TreeHead> heads) {
    static final String KEY = "--key";
    static final String AGAINST = "--against";
    private static final int LONGEST = 1 << 16;

    public Trust {
        keys = List.copyOf(keys);
        heads = List.copyOf(heads);
    }

    /**
     * @param keys verifier keys, or names of files with one on each line
     * @param heads names of files, each with one tree head
     */
    public static Trust read(List<String> keys, List<Path> heads) throws UnusableException {
        var trustedKeys = new ArrayList<VerifierKey>();
        for (String key : keys) trustedKeys.addAll(keys(key));
        var trustedHeads = new ArrayList<TreeHead>();
        for (Path head : heads) trustedHeads.add(head(head));
        return new Trust(trustedKeys, trustedHeads);
    }

    private static List<VerifierKey> keys(String given) throws UnusableException {
        String fix = "give a verifier key (NAME+8 HEX DIGITS+BASE64), or a file that holds one on each line";
        String text = VerifierKey.looksLike(given) ? given : text(KEY, path(given, fix), fix);
        var keys = new ArrayList<VerifierKey>();
        try {
            for (String line : text.lines().toList()) if (!line.isBlank()) keys.add(VerifierKey.parse(line.strip()));
        } catch (MalformedException e) {
            throw new UnusableException(KEY, String.valueOf(e.getMessage()), fix);
        }
        if (keys.isEmpty()) throw new UnusableException(KEY + " " + given, "the file is empty", fix);
        return keys;
    }

    private static TreeHead head(Path file) throws UnusableException {
        String fix = "give a file that holds one tree head, whole and unchanged";
        byte[] bytes = Hash.utf8(text(AGAINST, file, fix));
        try (var lines = new Lines(new ByteArrayInputStream(bytes), TreeHead.LONGEST_LINE)) {
            TreeHead head = TreeHead.read(lines, null);
            if (head != null) return head;
            throw new UnusableException(AGAINST + " " + file, "the file is empty", fix);
        } catch (IOException e) {
            throw new UnusableException(AGAINST + " " + file, String.valueOf(e.getMessage()), fix);
        }
    }

    private static Path path(String name, String fix) throws UnusableException {
        try {
            return Path.of(name);
        } catch (java.nio.file.InvalidPathException e) {
            throw new UnusableException(KEY, "\"" + name + "\" is neither a key nor a file", fix);
        }
    }

    private static String text(String option, Path file, String fix) throws UnusableException {
        String place = option + " " + file;
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) throw new UnusableException(place, "the file is too large", fix);
            return Lines.text(bytes);
        } catch (NoSuchFileException e) {
            throw new UnusableException(place, "there is no such file", fix);
        } catch (IOException e) {
            throw new UnusableException(place, "the file cannot be read (" + e.getMessage() + ")", fix);
        }
    }
}

package remit.server.authors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** Reads what a language model is told: a text file of the pack, so that it has the pack's version. */
final class Prompts {
    private static final long LONGEST = 64 * 1024;

    private Prompts() {}

    static Checked<String> read(String file, Path pack) {
        try {
            Path folder = pack.toRealPath();
            Path path = folder.resolve(file).toRealPath();
            if (!path.startsWith(folder) || !Files.isRegularFile(path)) return missing(file);
            if (Files.size(path) > LONGEST) {
                return Checked.refused(problem(file, "larger than 64 KiB", "say it in fewer words"));
            }
            return Checked.ok(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Checked.refused(problem(file, "not UTF-8", "save the file as UTF-8"));
        } catch (IOException e) {
            return missing(file);
        }
    }

    private static Checked<String> missing(String file) {
        return Checked.refused(
                problem(file, "no such file in the pack", "name a text file inside it, such as prompt.md"));
    }

    private static Problem problem(String file, String what, String fix) {
        return new Problem("RMT-316", "author.settings.prompt", "\"" + file + "\": " + what, fix);
    }
}

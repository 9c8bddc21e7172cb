package remit.server.packs;

import java.nio.charset.StandardCharsets;
import remit.kernel.Digest;

/** One file of a pack. @param path relative to the pack's folder, with forward slashes */
public record PackFile(String path, byte[] bytes) {
    public PackFile {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The content as UTF-8 text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** SHA-256 of the content, hex. */
    public String sha256() {
        return Digest.hex(Digest.sha256(bytes));
    }
}

package remit.server.packs;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import remit.kernel.Digest;
import remit.kernel.ProblemException;

/**
 * The characters of a data file, plain or gzip, one at a time with the line they stand on. What is wrong with the bytes
 * (cut off, damaged, another encoding) is a problem with its line; memory is one buffer.
 */
final class FileText implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final DigestInputStream raw;
    private final InputStream bytes;
    private final boolean compressed;
    private final CharsetDecoder decoder;
    private final ByteBuffer encoded = ByteBuffer.allocate(BUFFER);
    private final CharBuffer decoded = CharBuffer.allocate(BUFFER);
    private boolean ended;
    private boolean started;
    private long line = 1;

    private FileText(Path path, DigestInputStream raw, InputStream bytes, boolean compressed, Charset charset) {
        this.path = path;
        this.raw = raw;
        this.bytes = bytes;
        this.compressed = compressed;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        encoded.limit(0);
        decoded.limit(0);
    }

    /** @throws ProblemException when the file cannot be opened as text or gzip */
    static FileText open(Path path, Charset charset) throws IOException {
        if (!Files.exists(path)) throw problem("RMT-430", path, "there is no such file", "check the path");
        if (Files.isDirectory(path)) throw problem("RMT-431", path, "is a folder", "give one CSV file, plain or .gz");
        if (!Files.isReadable(path)) throw problem("RMT-430", path, "cannot be read", "check its permissions");
        var raw = new DigestInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER), sha256());
        try {
            return start(path, raw, charset);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private static FileText start(Path path, DigestInputStream raw, Charset charset) throws IOException {
        raw.on(false);
        raw.mark(4);
        byte[] magic = raw.readNBytes(4);
        raw.reset();
        raw.on(true);
        if (magic.length == 0) throw problem("RMT-432", path, "is empty", "give a file with a header and rows");
        boolean gzip = magic.length >= 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
        if (magic.length == 4 && magic[0] == 'P' && magic[1] == 'K' && magic[2] == 3 && magic[3] == 4) {
            throw problem("RMT-434", path, "is a zip archive or a spreadsheet", "unpack it, or save the sheet as CSV");
        }
        if (!gzip && path.toString().endsWith(".gz")) {
            throw problem(
                    "RMT-434", path, "ends in .gz but is not gzip", "give it its right name, or compress it with gzip");
        }
        if (!gzip) return new FileText(path, raw, raw, false, charset);
        try {
            return new FileText(path, raw, new GZIPInputStream(raw, BUFFER), true, charset);
        } catch (EOFException e) {
            throw problem("RMT-435", path, "is cut off: the gzip header is incomplete", "copy or download it again");
        } catch (ZipException e) {
            throw problem("RMT-434", path, "is damaged gzip: " + e.getMessage(), "copy or download it again");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The next character, or -1 at the end. A byte order mark at the start is passed over. */
    int read() throws IOException {
        while (!decoded.hasRemaining()) {
            if (!fill()) return -1;
            if (!started && decoded.hasRemaining()) {
                started = true;
                if (decoded.get(decoded.position()) == '\uFEFF') decoded.get();
            }
        }
        char c = decoded.get();
        if (c == '\n') line++;
        return c;
    }

    /** The line of the next character, counted from 1. */
    long line() {
        return line;
    }

    /** SHA-256 of the file as it lies on disk, hex; to be asked once, after the end was read. */
    String sha256Hex() throws IOException {
        while (raw.read() >= 0) continue;
        return Digest.hex(raw.getMessageDigest().digest());
    }

    private boolean fill() throws IOException {
        decoded.clear();
        while (decoded.position() == 0) {
            CoderResult result = decoder.decode(encoded, decoded, ended);
            if (result.isError() && decoded.position() == 0) throw malformed(result.length());
            if (result.isError() || result.isOverflow()) break;
            if (ended) break;
            encoded.compact();
            int count = bytesRead();
            if (count < 0) ended = true;
            encoded.flip();
        }
        decoded.flip();
        return decoded.hasRemaining();
    }

    private int bytesRead() throws IOException {
        try {
            int count = bytes.read(encoded.array(), encoded.position(), encoded.remaining());
            if (count > 0) encoded.position(encoded.position() + count);
            return count;
        } catch (EOFException e) {
            throw problem(
                    "RMT-435",
                    path,
                    "is cut off: the gzip data end too early, about line " + line,
                    "copy or download it again; no row of it was used");
        } catch (ZipException e) {
            throw problem(
                    "RMT-434",
                    path,
                    "is damaged gzip, about line " + line + ": " + e.getMessage(),
                    "copy or download it again; no row of it was used");
        }
    }

    private ProblemException malformed(int length) {
        int count = Math.min(length, encoded.remaining());
        byte[] wrong = new byte[count];
        encoded.duplicate().get(wrong);
        String hex = HexFormat.ofDelimiter(" ").withUpperCase().formatHex(wrong);
        String name = decoder.charset().name();
        boolean marked = !started && (firstIs(0xff, 0xfe) || firstIs(0xfe, 0xff));
        String other = marked ? "UTF-16" : name.equals("UTF-8") ? "windows-1252" : "UTF-8";
        return new ProblemException(
                "RMT-436",
                path + " line " + line,
                marked
                        ? "the file begins with the byte order mark of UTF-16, it is not " + name
                        : "the bytes " + hex + " are not " + name,
                "save the file as " + name + ", or set format.encoding in intake.yaml (perhaps " + other + ")");
    }

    private boolean firstIs(int first, int second) {
        int at = encoded.position();
        return encoded.remaining() >= 2 && (encoded.get(at) & 0xff) == first && (encoded.get(at + 1) & 0xff) == second;
    }

    static ProblemException problem(String code, Path path, String what, String fix) {
        return new ProblemException(code, path.toString(), what, fix);
    }

    @Override
    public void close() throws IOException {
        if (compressed) bytes.close();
        raw.close();
    }
}

package remit.server.rules;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** Opens somebody's archive with care: so much and no more, and what was looked at is what is read afterwards. */
final class Zipped {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_INFLATED = 64 << 20;
    private static final int MOST_PARTS = 200;

    private Zipped() {}

    /** The same archive packed anew. Refused: none, too large, or one that inflates beyond measure. */
    static Checked<byte[]> checked(byte[] archive, String name) {
        if (archive.length > MOST_BYTES) return refused(name, "is larger than " + (MOST_BYTES >> 20) + " MiB");
        var parts = new LinkedHashMap<String, byte[]>();
        int left = MOST_INFLATED;
        try (ZipFile zip = open(archive)) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                byte[] part = content(zip, entry, left + 1);
                left -= part.length;
                if (left < 0 || parts.size() >= MOST_PARTS) {
                    return refused(name, "unpacks to more than a table can be");
                }
                if (new String(part, StandardCharsets.ISO_8859_1).contains("<!DOCTYPE")) {
                    return refused(name, "holds a document type declaration");
                }
                String broken = SheetLimits.broken(part);
                if (broken != null) return refused(name, broken);
                parts.put(entry.getName(), part);
            }
        } catch (IOException | RuntimeException broken) {
            // Of damaged archives the library says so by exceptions of many kinds.
            return refused(name, "not a workbook: " + broken.getMessage());
        }
        return parts.isEmpty() ? refused(name, "not a workbook") : Checked.ok(packed(parts));
    }

    private static ZipFile open(byte[] archive) throws IOException {
        return ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(archive))
                .get();
    }

    private static byte[] content(ZipFile zip, ZipArchiveEntry entry, int most) throws IOException {
        try (InputStream content = zip.getInputStream(entry)) {
            return content.readNBytes(most);
        }
    }

    private static Checked<byte[]> refused(String name, String what) {
        return Checked.refused(
                new Problem("RMT-162", name, what, "save the table alone in a workbook of its own, as .xlsx"));
    }

    private static byte[] packed(Map<String, byte[]> parts) {
        var out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                var entry = new ZipEntry(part.getKey());
                entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(part.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The same workbook without the moment at which it was made, so that the same table gives the same bytes. */
    static byte[] steady(byte[] workbook) {
        var parts = new LinkedHashMap<String, byte[]>();
        try (ZipFile zip = open(workbook)) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                byte[] part = content(zip, entry, Integer.MAX_VALUE);
                if (entry.getName().equals("docProps/core.xml")) {
                    part = new String(part, StandardCharsets.UTF_8)
                            .replaceAll("<dcterms:created[^<]*>[^<]*</dcterms:created>", "")
                            .getBytes(StandardCharsets.UTF_8);
                }
                parts.put(entry.getName(), part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed(parts);
    }
}

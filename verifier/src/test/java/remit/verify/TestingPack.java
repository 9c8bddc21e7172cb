package remit.verify;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A pack in parts that a test can change, and its writer, made from docs/reference/evidence-pack.md. */
final class TestingPack {
    String format = "remit-evidence-pack/1";
    String origin;
    long from;
    long entries;
    List<String> before = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    List<String> leaves = new ArrayList<>();
    List<Head> heads = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    /** Leaf hashes of the positions before {@code from}: the log's, not in the pack. */
    List<byte[]> earlier = new ArrayList<>();

    TestingPack(String origin) {
        this.origin = origin;
    }

    /** One entry: its leaf as fields with their JSON, and its payload. */
    static final class Row {
        long position;
        Map<String, String> leaf;
        byte @Nullable [] salt;
        String content;

        Row(long position, Map<String, String> leaf, byte @Nullable [] salt, String content) {
            this.position = position;
            this.leaf = new LinkedHashMap<>(leaf);
            this.salt = salt;
            this.content = content;
        }

        Row copy() {
            return new Row(position, leaf, salt, content);
        }

        String leafText() {
            return leaf.entrySet().stream()
                    .map(each -> quoted(each.getKey()) + ":" + each.getValue())
                    .collect(Collectors.joining(",", "{", "}"));
        }

        byte[] leafHash() {
            return TestingTree.leaf(leafText().getBytes(StandardCharsets.UTF_8));
        }

        String line() {
            byte[] bytes = salt;
            String payload = bytes == null
                    ? "null"
                    : "{\"salt\":" + quoted(Base64.getEncoder().encodeToString(bytes)) + ",\"content\":"
                            + quoted(content) + "}";
            return "{\"position\":" + position + ",\"leaf\":" + quoted(leafText()) + ",\"payload\":" + payload + "}";
        }
    }

    /** The parts of a tree head. {@code signatures} are whole lines. */
    record Head(String origin, long size, String root, String time, List<String> signatures) {
        String text() {
            return origin + "\n" + size + "\n" + root + "\n" + time + "\n";
        }

        String note() {
            return text() + "\n" + String.join("", signatures);
        }

        Head signedBy(List<TestingSigner> signers) {
            List<String> lines = signers.stream().map(each -> each.line(text())).toList();
            return new Head(origin, size, root, time, lines);
        }
    }

    TestingPack copy() {
        var copy = new TestingPack(origin);
        copy.format = format;
        copy.from = from;
        copy.entries = entries;
        copy.before.addAll(before);
        copy.keys.addAll(keys);
        copy.leaves.addAll(leaves);
        copy.heads.addAll(heads);
        for (Row row : rows) copy.rows.add(row.copy());
        copy.earlier.addAll(earlier);
        return copy;
    }

    /** Leaf hashes of the log up to a size, as the rows have them now. */
    List<byte[]> hashes(long size) {
        var hashes = new ArrayList<>(earlier.subList(0, (int) Math.min(from, earlier.size())));
        for (int i = 0; i < Math.min(rows.size(), size - from); i++)
            hashes.add(rows.get(i).leafHash());
        return hashes;
    }

    void listLeaves() {
        leaves = new ArrayList<>(rows.stream().map(row -> hex(row.leafHash())).toList());
        entries = rows.size();
    }

    Head head(long size, String time, List<TestingSigner> signers) {
        String root = Base64.getEncoder().encodeToString(TestingTree.root(hashes(size)));
        return new Head(origin, size, root, time, List.of()).signedBy(signers);
    }

    /** The files in order, by name. */
    List<Map.Entry<String, byte[]>> files() {
        var files = new ArrayList<Map.Entry<String, byte[]>>();
        String json = "{\"format\":" + quoted(format) + ",\"origin\":" + quoted(origin) + ",\"from\":" + from
                + ",\"entries\":" + entries + ",\"before\":" + list(before) + ",\"keys\":" + list(keys) + "}\n";
        files.add(file("pack.json", json));
        files.add(file("leaves.sha256", lines(leaves)));
        files.add(file(
                "heads.txt", heads.stream().map(each -> each.note() + "--\n").collect(Collectors.joining())));
        for (int at = 0; at < rows.size(); at += 1024) {
            List<Row> part = rows.subList(at, Math.min(rows.size(), at + 1024));
            files.add(file(
                    String.format("entries/%08d.jsonl", at / 1024),
                    lines(part.stream().map(Row::line).toList())));
        }
        return files;
    }

    static Map.Entry<String, byte[]> file(String name, String text) {
        return Map.entry(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path write(Path path) {
        return write(files(), path);
    }

    static Path write(List<Map.Entry<String, byte[]>> files, Path path) {
        try (OutputStream file = Files.newOutputStream(path);
                var zip = new ZipOutputStream(file)) {
            zip.setLevel(1);
            for (Map.Entry<String, byte[]> each : files) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String list(List<String> texts) {
        return texts.stream().map(TestingPack::quoted).collect(Collectors.joining(",", "[", "]"));
    }
}

package remit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lies in the file, the answer is a finding: no crash, and never "verified". */
final class ArchiveTest {
    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");
    private final TestingLog log = new TestingLog(new Random(7), 0);
    private List<Map.Entry<String, byte[]>> files = new ArrayList<>();
    private byte[] honest = {};

    @BeforeEach
    void write() throws IOException {
        for (int i = 0; i < 20; i++) log.add();
        files = log.export().files();
        file = folder.resolve("pack.zip");
        honest = Files.readAllBytes(TestingPack.write(files, file));
        assertThat(verify().exitStatus()).isZero();
    }

    private Report verify() {
        try {
            return Verifier.verify(file, Trust.read(List.of(log.firstKey().verifierKey()), List.of()));
        } catch (UnusableException e) {
            throw new AssertionError(e);
        }
    }

    private void assertFinding(String what) {
        Report report = verify();
        assertThat(report.exitStatus()).as("%s", report.text()).isEqualTo(1);
        assertThat(report.findings().toString()).contains(what);
    }

    private void assertFinding(byte[] bytes, String what) throws IOException {
        Files.write(file, bytes);
        assertFinding(what);
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) bytes.writeBytes(part);
        return bytes.toByteArray();
    }

    @Test
    void data_before_within_or_behind_is_found() throws IOException {
        assertFinding(joined(new byte[9], honest), "pack.zip");
        assertFinding(joined(honest, new byte[9]), "pack.zip");
        assertFinding(joined(honest, honest), "pack.zip");
        int end = honest.length - 22;
        assertFinding(
                joined(Arrays.copyOf(honest, end), new byte[4], Arrays.copyOfRange(honest, end, honest.length)),
                "between");
        assertFinding(new byte[0], "no ZIP archive");
        assertFinding(Arrays.copyOf(honest, honest.length - 1), "pack.zip");
    }

    @Test
    void files_in_another_order_missing_or_too_many_are_found() {
        var others = new ArrayList<>(files);
        others.add(TestingPack.file("readme.txt", "hello\n"));
        TestingPack.write(others, file);
        assertFinding("holds \"readme.txt\"");
        var folders = new ArrayList<>(files);
        folders.add(3, TestingPack.file("entries/", ""));
        TestingPack.write(folders, file);
        assertFinding("holds \"entries/\"");
        var swapped = new ArrayList<>(files);
        swapped.add(swapped.remove(1));
        TestingPack.write(swapped, file);
        assertFinding("where leaves.sha256 should be");
        TestingPack.write(files.subList(0, 2), file);
        assertFinding("has no heads.txt");
        TestingPack.write(files.subList(0, 3), file);
        assertFinding("0 files of entries");
        TestingPack.write(List.of(), file);
        assertFinding("has no pack.json");
    }

    @Test
    void a_name_that_stands_twice_is_found() throws IOException {
        byte[] twice = honest.clone();
        for (int i = 0; i + 11 < twice.length; i++) {
            if (new String(twice, i, 9, java.nio.charset.StandardCharsets.ISO_8859_1).equals("heads.txt")) {
                byte[] other = "pack.json".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
                System.arraycopy(other, 0, twice, i, 9);
            }
        }
        assertFinding(twice, "holds \"pack.json\" where heads.txt should be");
    }

    @Test
    void comments_and_extra_fields_are_found() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setComment("hello");
            for (Map.Entry<String, byte[]> each : files) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue());
            }
        }
        assertFinding(bytes.toByteArray(), "comment");
        bytes.reset();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> each : files) {
                var entry = new ZipEntry(each.getKey());
                entry.setExtra(new byte[] {0x75, 0x70, 1, 0, 1});
                zip.putNextEntry(entry);
                zip.write(each.getValue());
            }
        }
        assertFinding(bytes.toByteArray(), "an extra field");
    }

    @Test
    void stored_files_are_as_good_as_compressed_ones() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> each : files) {
                var entry = new ZipEntry(each.getKey());
                var crc = new java.util.zip.CRC32();
                crc.update(each.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(each.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(each.getValue());
            }
        }
        Files.write(file, bytes.toByteArray());
        assertThat(verify().exitStatus()).isZero();
    }

    @Test
    void a_bomb_is_found_without_being_unpacked() {
        var bomb = new ArrayList<>(files);
        var zeros = new byte[200 << 20];
        for (int i = 0; i < 4; i++) {
            bomb.set(i, Map.entry(files.get(i).getKey(), zeros));
            TestingPack.write(bomb, file);
            assertThat(verify().exitStatus()).isEqualTo(1);
            bomb.set(i, files.get(i));
        }
    }

    @Test
    void a_byte_changed_anywhere_never_crashes_and_never_hides_a_change() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 4000; round++) {
            byte[] changed = honest.clone();
            for (int i = random.nextInt(3); i >= 0; i--)
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            if (random.nextInt(10) == 0) changed = Arrays.copyOf(changed, random.nextInt(changed.length));
            Files.write(file, changed);
            Report report = verify();
            assertThat(report.findings().toString()).as("seed %d", seed).doesNotContain("this program failed");
            if (report.exitStatus() != 1) {
                assertThat(unpacked(changed))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(unpacked(honest));
            }
        }
    }

    private static List<String> unpacked(byte[] zip) throws IOException {
        var unpacked = new ArrayList<String>();
        try (var in = new ZipInputStream(new java.io.ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                unpacked.add(entry.getName() + "\n"
                        + new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return unpacked;
    }
}

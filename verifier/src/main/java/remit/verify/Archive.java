package remit.verify;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import remit.verify.text.Lines;
import remit.verify.text.MalformedException;

/**
 * A ZIP archive of which every byte is accounted for: files that follow each other without a gap, each described alike
 * before its data and in the directory, the directory, its end, and nothing else. So no two programs can read it
 * differently. What is not needed for that (comments, encryption, other compressions) is refused.
 */
final class Archive implements AutoCloseable {
    private static final int FILE = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int FILE_BYTES = 30;
    private static final int DIRECTORY_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_64_BYTES = 20;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final long MASKED = 0xffffffffL;
    private static final int MOST_FILES = 65_534;
    /** Bits 1 and 2 tell how hard was compressed, 3 that sizes follow the data, 11 that names are UTF-8. */
    private static final int FLAGS = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 11;

    private static final int SIZES_FOLLOW = 1 << 3;
    private static final int EXTRA_64 = 0x0001;
    private static final int EXTRA_TIME = 0x5455;

    private final FileChannel channel;
    private final List<Member> members = new ArrayList<>();

    /** @param offset of the file's header, {@code data} of its first compressed byte */
    record Member(String name, int flags, int method, Sizes sizes, long offset, long data) {
        Member at(long start) {
            return new Member(name, flags, method, sizes, offset, start);
        }
    }

    record Sizes(long crc, long packed, long plain) {}

    private Archive(FileChannel channel) {
        this.channel = channel;
    }

    static Archive open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        var archive = new Archive(channel);
        try {
            archive.readDirectory();
            return archive;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    List<Member> members() {
        return members;
    }

    /** The file's bytes; reading to the end also checks their number and check sum. */
    InputStream read(int index) {
        return new Content(channel, members.get(index));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void readDirectory() throws IOException {
        long length = channel.size();
        if (length < END_BYTES) throw new MalformedException("is no ZIP archive");
        ByteBuffer end = bytes(length - END_BYTES, END_BYTES);
        if (end.getInt(0) != END || end.getShort(20) != 0) {
            throw new MalformedException("does not end as a ZIP archive without comment does");
        }
        if (end.getInt(4) != 0 || end.getShort(8) != end.getShort(10)) {
            throw new MalformedException("is a part of a divided archive");
        }
        int count = end.getShort(10) & 0xffff;
        long size = end.getInt(12) & MASKED;
        long start = end.getInt(16) & MASKED;
        long directoryEnd = length - END_BYTES;
        if (count > MOST_FILES) throw new MalformedException("holds more than " + MOST_FILES + " files");
        if (size == MASKED || start == MASKED) {
            directoryEnd -= LOCATOR_64_BYTES + END_64_BYTES;
            ByteBuffer large = largeEnd(directoryEnd, count);
            if ((start != MASKED && start != large.getLong(48)) || (size != MASKED && size != large.getLong(40))) {
                throw new MalformedException("has two ends that differ");
            }
            size = large.getLong(40);
            start = large.getLong(48);
        }
        if (start < 0 || size < 0 || start > directoryEnd || size != directoryEnd - start) {
            throw new MalformedException("has something between its directory and its end");
        }
        readMembers(start, directoryEnd, count);
    }

    private ByteBuffer largeEnd(long at, int count) throws IOException {
        if (at < 0) throw new MalformedException("is no ZIP archive");
        ByteBuffer end = bytes(at, END_64_BYTES + LOCATOR_64_BYTES);
        boolean whole = end.getInt(0) == END_64
                && end.getLong(4) == END_64_BYTES - 12
                && end.getLong(16) == 0
                && end.getLong(24) == count
                && end.getLong(32) == count
                && end.getInt(END_64_BYTES) == LOCATOR_64
                && end.getInt(END_64_BYTES + 4) == 0
                && end.getLong(END_64_BYTES + 8) == at
                && end.getInt(END_64_BYTES + 16) == 1;
        if (!whole) throw new MalformedException("has no proper end of a large ZIP archive");
        return end;
    }

    private void readMembers(long start, long end, int count) throws IOException {
        long entry = start;
        long next = 0;
        for (int i = 0; i < count; i++) {
            if (end - entry < DIRECTORY_BYTES) throw new MalformedException("has a directory that ends too early");
            ByteBuffer fixed = bytes(entry, DIRECTORY_BYTES);
            int nameLength = fixed.getShort(28) & 0xffff;
            int extraLength = fixed.getShort(30) & 0xffff;
            if (fixed.getInt(0) != DIRECTORY || fixed.getShort(32) != 0 || fixed.getShort(34) != 0) {
                throw new MalformedException("has an entry " + (i + 1) + " in its directory that is none");
            }
            entry += DIRECTORY_BYTES;
            if (end - entry < nameLength + extraLength)
                throw new MalformedException("has a directory that ends too early");
            Member member = member(fixed, entry, nameLength, extraLength);
            entry += nameLength + extraLength;
            if (member.offset() != next) {
                throw new MalformedException("has a gap or an overlap before " + member.name());
            }
            member = located(member, start);
            members.add(member);
            next = end(member, start);
        }
        if (entry != end) throw new MalformedException("has something behind its directory");
        if (next != start) throw new MalformedException("has something between its files and its directory");
    }

    private Member member(ByteBuffer fixed, long at, int nameLength, int extraLength) throws IOException {
        String name = Lines.text(bytes(at, nameLength).array());
        int flags = fixed.getShort(8) & 0xffff;
        int method = fixed.getShort(10) & 0xffff;
        long offset = fixed.getInt(42) & MASKED;
        var sizes = new Sizes(fixed.getInt(16) & MASKED, fixed.getInt(20) & MASKED, fixed.getInt(24) & MASKED);
        if ((flags & ~FLAGS) != 0 || (method != 0 && method != 8)) {
            throw new MalformedException(
                    "holds " + name + " in a way that is not allowed (encrypted, or compressed otherwise)");
        }
        if (sizes.packed() == MASKED || sizes.plain() == MASKED)
            throw new MalformedException("holds " + name + ", of 4 GiB or more");
        if (method == 0 && sizes.packed() != sizes.plain())
            throw new MalformedException("holds " + name + " in two sizes");
        long large = largeOffset(bytes(at + nameLength, extraLength), name);
        if ((offset == MASKED) != (large >= 0))
            throw new MalformedException("says in two ways where " + name + " begins");
        return new Member(name, flags, method, sizes, offset == MASKED ? large : offset, 0);
    }

    /** What an extra field says of where a file begins; -1 where none does. Others may hold times only. */
    private static long largeOffset(ByteBuffer extra, String name) throws MalformedException {
        long offset = -1;
        while (extra.hasRemaining()) {
            int kind = extra.remaining() < 4 ? -1 : extra.getShort() & 0xffff;
            int length = kind < 0 ? 0 : extra.getShort() & 0xffff;
            boolean known = kind == EXTRA_TIME || (kind == EXTRA_64 && length == 8 && offset < 0);
            if (!known || length > extra.remaining()) {
                throw new MalformedException("says more of " + name + " than it should (an extra field)");
            }
            if (kind == EXTRA_64) {
                offset = extra.getLong();
                if (offset < 0) throw new MalformedException("says that " + name + " begins beyond all archives");
            } else {
                extra.position(extra.position() + length);
            }
        }
        return offset;
    }

    /** The member with the place of its data, once the header before it says the same as the directory. */
    private Member located(Member member, long end) throws IOException {
        if (end - member.offset() < FILE_BYTES) throw new MalformedException("ends within " + member.name());
        ByteBuffer fixed = bytes(member.offset(), FILE_BYTES);
        int nameLength = fixed.getShort(26) & 0xffff;
        int extraLength = fixed.getShort(28) & 0xffff;
        long at = member.offset() + FILE_BYTES;
        if (end - at < nameLength + extraLength) throw new MalformedException("ends within " + member.name());
        var sizes = new Sizes(fixed.getInt(14) & MASKED, fixed.getInt(18) & MASKED, fixed.getInt(22) & MASKED);
        boolean later = (member.flags() & SIZES_FOLLOW) != 0 && sizes.equals(new Sizes(0, 0, 0));
        boolean same = fixed.getInt(0) == FILE
                && (fixed.getShort(6) & 0xffff) == member.flags()
                && (fixed.getShort(8) & 0xffff) == member.method()
                && (later || sizes.equals(member.sizes()))
                && Lines.text(bytes(at, nameLength).array()).equals(member.name());
        if (!same)
            throw new MalformedException(
                    "says one thing of " + member.name() + " before it and another in its directory");
        if (largeOffset(bytes(at + nameLength, extraLength), member.name()) >= 0) {
            throw new MalformedException("says more of " + member.name() + " than it should (an extra field)");
        }
        return member.at(at + nameLength + extraLength);
    }

    private long end(Member member, long directory) throws IOException {
        long end = member.data() + member.sizes().packed();
        boolean described = (member.flags() & SIZES_FOLLOW) != 0;
        if (end + (described ? DESCRIPTOR_BYTES : 0) > directory)
            throw new MalformedException("ends within " + member.name());
        if (!described) return end;
        ByteBuffer descriptor = bytes(end, DESCRIPTOR_BYTES);
        var sizes =
                new Sizes(descriptor.getInt(4) & MASKED, descriptor.getInt(8) & MASKED, descriptor.getInt(12) & MASKED);
        if (descriptor.getInt(0) != DESCRIPTOR || !sizes.equals(member.sizes())) {
            throw new MalformedException(
                    "says one thing of " + member.name() + " behind it and another in its directory");
        }
        return end + DESCRIPTOR_BYTES;
    }

    private ByteBuffer bytes(long at, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, buffer, at);
        return buffer.flip();
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at + buffer.position());
            if (read < 0) throw new EOFException("the archive became shorter while it was read");
        }
    }

    /** The plain bytes of one member. */
    private static final class Content extends InputStream {
        private final FileChannel channel;
        private final Member member;
        private final Inflater inflater = new Inflater(true);
        private final CRC32 crc = new CRC32();
        private final byte[] packed = new byte[1 << 15];
        private long fetched;
        private long given;
        private boolean ended;

        Content(FileChannel channel, Member member) {
            this.channel = channel;
            this.member = member;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (ended || length == 0) return ended ? -1 : 0;
            int count = member.method() == 0 ? stored(into, from, length) : inflated(into, from, length);
            if (count > 0) {
                crc.update(into, from, count);
                given += count;
                if (given > member.sizes().plain()) throw new MalformedException("is larger than the archive says");
                return count;
            }
            ended = true;
            boolean whole = given == member.sizes().plain()
                    && crc.getValue() == member.sizes().crc()
                    && fetched == member.sizes().packed()
                    && inflater.getRemaining() == 0;
            if (!whole) throw new MalformedException("is not what the archive says: its size or check sum differs");
            return -1;
        }

        private int stored(byte[] into, int from, int length) throws IOException {
            return fetch(into, from, length);
        }

        private int inflated(byte[] into, int from, int length) throws IOException {
            try {
                while (true) {
                    int count = inflater.inflate(into, from, length);
                    if (count > 0) return count;
                    if (inflater.finished()) return 0;
                    if (inflater.needsDictionary()) throw new MalformedException("is compressed with a dictionary");
                    int more = fetch(packed, 0, packed.length);
                    if (more == 0) throw new MalformedException("ends within its compressed data");
                    inflater.setInput(packed, 0, more);
                }
            } catch (DataFormatException e) {
                throw new MalformedException("is not compressed properly");
            }
        }

        /** Some of the member's bytes as they lie in the archive; 0 at their end. */
        private int fetch(byte[] into, int from, int length) throws IOException {
            int count = (int) Math.min(length, member.sizes().packed() - fetched);
            if (count > 0) fill(channel, ByteBuffer.wrap(into, from, count).slice(), member.data() + fetched);
            fetched += count;
            return count;
        }

        @Override
        public void close() {
            inflater.end();
            ended = true;
        }
    }
}

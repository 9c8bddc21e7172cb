package remit.server.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import remit.kernel.Json;

/** Writes access.yaml: readable by its owner alone, whole or not at all. */
final class AccessWriter {
    private static final String HEADER = """
            # Who may use this installation. Remit rewrites this file when a link or key is made: comments are not kept.
            # Roles: viewer, reviewer, business-editor, approver, process-owner, risk, developer, platform-admin, auditor.
            """;

    private AccessWriter() {}

    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static void write(Path file, Registry registry) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) throw new IOException("no folder for " + file);
        Path temporary = Files.createTempFile(folder, "access-", ".tmp", OWNER_ONLY);
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text(registry).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) out.write(bytes);
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static String text(Registry registry) {
        var out = new StringBuilder(HEADER).append("schema: remit/v1\n");
        out.append(registry.people().isEmpty() ? "people: []\n" : "people:\n");
        for (Person person : registry.people()) {
            out.append("  - id: ").append(person.id());
            line(out, "name", quoted(person.name()));
            if (!person.mail().isEmpty()) line(out, "mail", quoted(person.mail()));
            line(out, "roles", person.roles().stream().map(Role::word).collect(Collectors.joining(", ", "[", "]")));
            if (person.mayActAs()) line(out, "may_act_as", "true");
            String cli = person.cli();
            if (cli != null) line(out, "cli", quoted(cli));
            out.append('\n');
        }
        if (!registry.keys().isEmpty()) out.append("keys:\n");
        for (ApiKey key : registry.keys()) {
            out.append("  - id: ").append(key.id());
            line(out, "name", quoted(key.name()));
            line(out, "service", key.owner().service());
            String person = key.owner().person();
            if (person != null) line(out, "person", person);
            line(out, "sha256", key.sha256());
            line(
                    out,
                    "scopes",
                    key.grant().scopes().stream()
                            .map(ApiKey.Scope::word)
                            .map(AccessWriter::quoted)
                            .collect(Collectors.joining(", ", "[", "]")));
            line(out, "expires", quoted(key.grant().expires().toString()));
            out.append('\n');
        }
        if (!registry.links().isEmpty()) out.append("links:\n");
        for (Registry.Link link : registry.links()) {
            out.append("  - sha256: ").append(link.sha256());
            line(out, "person", link.person());
            line(out, "expires", quoted(link.expires().toString()));
            out.append('\n');
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append("\n    ").append(name).append(": ").append(value);
    }

    /** A JSON string is a YAML double-quoted scalar. */
    private static String quoted(String text) {
        return Json.of(text).canonical();
    }
}

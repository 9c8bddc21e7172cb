package remit.server.cli.evidence;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.acts.Acts;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.evidence.EvidenceExport;
import remit.server.evidence.FlatExport;
import remit.server.store.PrivateFile;
import remit.server.wiring.Installation;

/** {@code remit evidence export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        header = "Writes a pack of evidence that an outsider can check without Remit, or the log for other systems.",
        description = {
            "It holds what may be erased too, inputs and words of people: hand it only to those who may read them."
                    + " docs/reference/evidence-pack.md describes the pack, docs/reference/exports.md the other formats.",
            "Only a pack can be verified."
        },
        footer = {
            "",
            "Examples:",
            "  remit evidence export -o pack.zip",
            "  remit evidence export --since 2026-10-01 -o quarter.zip",
            "  remit evidence export --format parquet -o log.parquet",
            "  remit evidence export --format cloudevents --since 2026-10-01 -o events.jsonl"
        })
final class ExportCommand extends EvidenceCommand.OnLog {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The file to write; one that is there is replaced when the new one is whole.")
    Path output = Path.of("pack.zip");

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "Only what was recorded at this time or later: 2026-10-01 (UTC) or 2026-10-01T08:00:00Z.")
    @Nullable
    String since;

    /** A pack, or what {@link FlatExport} writes. */
    enum Format {
        PACK,
        JSONL,
        CLOUDEVENTS,
        PARQUET
    }

    @Option(names = "--format", paramLabel = "FORMAT", description = "pack (default), jsonl, cloudevents or parquet.")
    Format format = Format.PACK;

    ExportCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Instant from = since == null ? null : time(since);
        if (Files.isDirectory(output)) throw refused(output + " is a folder", "name a file, such as pack.zip");
        return console.reading(common, installation -> {
            EvidenceExport.Written written = recorded(installation, from);
            console.print("%,d entries, from %,d to %,d, under the head of %s, in %s"
                    .formatted(
                            written.entries(),
                            written.from(),
                            written.head().size(),
                            written.head().recordedAt(),
                            output));
            if (format == Format.PACK)
                console.note(
                        "check it with: remit evidence verify " + output + " --key KEY (remit evidence key prints it)");
            return ExitStatus.OK;
        });
    }

    private EvidenceExport.Written recorded(Installation installation, @Nullable Instant from) {
        Acting who = console.acting(installation, common, Permission.SEE_CONTENT);
        Json.Obj asked = Json.object(
                "format", format.name().toLowerCase(Locale.ROOT), "since", from == null ? null : from.toString());
        Json.Obj words = Json.object("to", output.toAbsolutePath().normalize().toString());
        MessageDigest sha256 = sha256();
        try (Acts.Begun act = installation.acts().begin(Acts.Kind.EVIDENCE_EXPORT, who, asked, words)) {
            EvidenceExport.Written written = written(installation, from, sha256);
            act.done(Json.object(
                    "from", written.from(),
                    "entries", written.entries(),
                    "size", written.head().size(),
                    "sha256", HexFormat.of().formatHex(sha256.digest())));
            return written;
        }
    }

    /** Under another name until it is whole: an interrupted export leaves no half pack under the name that was asked for. */
    private EvidenceExport.Written written(Installation installation, @Nullable Instant from, MessageDigest sha256) {
        var export = new EvidenceExport(installation.source(), installation.sequencer(), installation.evidenceKeys());
        Path target = output.toAbsolutePath();
        try {
            Path fresh = Files.createTempFile(
                    target.getParent(), target.getFileName().toString(), ".part", PrivateFile.attributes(target));
            try {
                EvidenceExport.Written written;
                try (OutputStream out = new BufferedOutputStream(
                        new DigestOutputStream(Files.newOutputStream(fresh), sha256), 1 << 16)) {
                    var flat =
                            new FlatExport(export, installation.evidenceKeys().origin());
                    written = switch (format) {
                        case PACK -> export.pack(out, from);
                        case JSONL -> flat.write(FlatExport.Format.JSONL, out, from);
                        case CLOUDEVENTS -> flat.write(FlatExport.Format.CLOUDEVENTS, out, from);
                        case PARQUET -> flat.write(FlatExport.Format.PARQUET, out, from);
                    };
                }
                Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
                return written;
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw refused(
                    output + " cannot be written ("
                            + (e instanceof NoSuchFileException ? "there is no such folder" : e.getMessage()) + ")",
                    "name a file in a folder that is there and has room");
        }
    }

    /** So that a file which turns up somewhere can be told to be the one that somebody took. */
    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static Instant time(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-233",
                            "--since " + text,
                            "is no time",
                            "write a day such as 2026-10-01, or a time such as 2026-10-01T08:00:00Z")));
        }
    }

    private static Failure refused(String what, String fix) {
        return new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-232", "--output", what, fix)));
    }
}

package remit.server.cli;

import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Problem;
import remit.server.access.Access;
import remit.server.access.OsAccount;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.settings.Setting;
import remit.server.settings.Settings;
import remit.server.store.DataDirectory;
import remit.server.store.Serving;

/** The access file of a data directory and the person whose command it is. Only what changes it needs a database, or its absence. */
final class AccessDoor {
    private final Settings settings;
    private final DataDirectory directory;
    private final Access access;
    private final Person self;

    private AccessDoor(Settings settings, DataDirectory directory, Access access, Person self) {
        this.settings = settings;
        this.directory = directory;
        this.access = access;
        this.self = self;
    }

    static AccessDoor open(Console console, CommonOptions options) {
        if (options.as() != null) {
            // A link or a key in another's name would let one person be two wherever it takes two.
            throw new Failure(
                    ExitStatus.NOT_AUTHORISED,
                    java.util.List.of(new Problem(
                            "RMT-080",
                            "--as",
                            "people, links and keys are changed under one's own account",
                            "leave out --as")));
        }
        Settings settings = console.settings(options);
        DataDirectory directory = console.need(DataDirectory.prepare(settings.dataDirectory()));
        boolean kept = directory.holdsData() || settings.database().url() != null;
        if (kept && Files.notExists(directory.path().resolve("access.yaml"))) {
            // Evidence says whether it ever was there.
            console.with(options, installation -> console.need(installation.access()));
        }
        Access access = console.need(Access.open(directory.path()));
        Person self = console.need(access.personForCli(OsAccount.name(), options.as()), ExitStatus.NOT_AUTHORISED);
        return new AccessDoor(settings, directory, access, self);
    }

    /** The same with every change recorded. @param permission that whoever changes something needs, or null for none */
    static <T> T changing(
            Console console,
            CommonOptions options,
            Role.@Nullable Permission permission,
            Function<AccessDoor, T> work) {
        AccessDoor door = open(console, options);
        if (permission != null) Console.allowed(door.self, permission);
        return console.with(options, installation -> {
            // Asked again: what holds on all nodes may be newer than this node's file was.
            Access access = console.need(installation.access());
            Person self = console.need(access.personForCli(OsAccount.name(), null), ExitStatus.NOT_AUTHORISED);
            if (permission != null) Console.allowed(self, permission);
            return work.apply(new AccessDoor(door.settings, door.directory, access, self));
        });
    }

    /** The file, for a command that only administrators may give. */
    Access administered() {
        Console.allowed(self, Role.Permission.ADMINISTER);
        return access;
    }

    Access access() {
        return access;
    }

    Person self() {
        return self;
    }

    /** Where the pages are: where they are served now, else where the configuration would serve them. */
    String url() {
        Optional<String> told = settings.publicUrl();
        if (told.isPresent()) return told.get();
        return serving().map(Serving::url).orElseGet(() -> {
            String host = settings.text(Setting.HTTP_BIND).orElse("127.0.0.1");
            boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
            return "http://" + (everywhere ? "localhost" : host) + ":" + settings.number(Setting.HTTP_PORT);
        });
    }

    Optional<Serving> serving() {
        return Serving.find(directory);
    }

    /** The name of a role or scope as the user wrote it. */
    static <T> T word(String kind, String written, Stream<T> known, java.util.function.Function<T, String> name) {
        List<T> all = known.toList();
        return all.stream()
                .filter(each -> name.apply(each).equals(written))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitStatus.USAGE,
                        List.of(new Problem(
                                "RMT-089",
                                "--" + kind + " " + written,
                                "there is no such " + kind,
                                "write one of "
                                        + String.join(
                                                ", ", all.stream().map(name).toList())))));
    }

    String signInUrl(String token) {
        return URI.create(url() + "/sign-in?token=" + token).toString();
    }
}

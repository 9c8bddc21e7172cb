package remit.server.app;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParentCommand;

/** The command line: {@code remit COMMAND}. */
@Command(
        name = "remit",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = Main.WarmUp.class,
        description = "Runs AI-operated business processes under rules that the business owns.")
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /**
     * What the launcher runs in the background to make the ahead-of-time cache: visits the classes that a short command
     * needs, and leaves nothing behind.
     */
    @Command(name = "warm-up", hidden = true, description = "Visits what short commands need, for the cache.")
    static final class WarmUp implements Runnable {
        @ParentCommand
        private @Nullable Main main;

        @Override
        public void run() {
            CommandLine.usage(Objects.requireNonNull(main), System.out);
        }
    }

    /** The version that the build wrote into the jar; classes that run outside a jar have none. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    .orElse("unpackaged");
            return new String[] {"remit " + version};
        }
    }
}

package remit.server.app;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;
import remit.server.cli.RemitCommand;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(RemitCommand.execute(new Version(), arguments));
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

package remit.server.app;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;
import remit.server.cli.RemitCommand;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Not System.out: it forgets why it could not write, and then a full disk looks like success.
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        System.exit(RemitCommand.execute(new Version(), out, System.err, arguments));
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

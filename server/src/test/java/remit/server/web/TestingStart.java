package remit.server.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Serves the testing cases until the process is stopped, for looking at pages: prints a sign-in address. */
final class TestingStart {
    private TestingStart() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("remit-web");
        long start = System.nanoTime();
        try (var web = new TestingWeb(folder, Integer.parseInt(arguments[0]), Set.of())) {
            System.out.println("started in " + (System.nanoTime() - start) / 1_000_000 + " ms");
            web.fill();
            System.out.println(
                    web.server.signInUrl(web.access.newLink(web.access.people().getFirst())));
            Thread.currentThread().join();
        }
    }
}

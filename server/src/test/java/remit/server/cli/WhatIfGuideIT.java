package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.demo.Generator;
import remit.server.demo.World;

/**
 * docs/how-to/what-if.md prints what the product computed: each command of it that is followed by a quotation is run on the
 * claims of {@code remit demo}. {@code -Dremit.write=true} writes the quotations anew.
 */
final class WhatIfGuideIT {
    private static final Path GUIDE = TestingLine.ROOT.resolve("docs/how-to/what-if.md");
    private static final String COMMAND = "./remit ";

    @TempDir
    private Path folder;

    @Test
    void the_guide_says_what_the_commands_say() throws IOException {
        World world = World.standard();
        Path rows = folder.resolve("demo-claims.csv");
        new Generator(world).writeCsv(rows);
        Path pack = TestingLine.ROOT.resolve("packs/demo-claims");
        String from = world.calendar().firstLiveDay().toString();
        told("run " + pack + " --data " + rows + " --history " + from + " --data-dir .remit-demo");
        List<String> guide = Files.readAllLines(GUIDE);
        var written = new ArrayList<String>();
        int quoted = 0;
        for (int i = 0; i < guide.size(); i++) {
            boolean quotes =
                    guide.get(i).startsWith("> ") && i > 2 && guide.get(i - 3).startsWith(COMMAND);
            written.add(quotes ? "> " + first(guide.get(i - 3).substring(COMMAND.length())) : guide.get(i));
            if (quotes) quoted++;
        }
        assertThat(quoted).as("commands with a quotation").isGreaterThan(3);
        if (Boolean.getBoolean("remit.write")) Files.write(GUIDE, written);
        assertThat(Files.readAllLines(GUIDE))
                .as("write it anew with -Dit.test=WhatIfGuideIT -Dremit.write=true")
                .isEqualTo(written);
    }

    private String first(String line) {
        return told(line.replaceFirst(" +#.*", "")).lines().findFirst().orElse("");
    }

    private String told(String line) {
        List<String> words = TestingLine.words(
                line.replace(".remit-demo", folder.resolve("data").toString()));
        TestingLine.Ended ended = TestingLine.here(words);
        assertThat(ended.out()).as(line + "\n" + ended.errors()).isNotBlank();
        return ended.out();
    }
}

package remit.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of a driver: {@code --name value} pairs, each with a default. */
final class Options {
    private final Map<String, String> given = new HashMap<>();

    Options(String[] arguments) {
        if (arguments.length % 2 != 0) throw new IllegalArgumentException("options come in pairs: --name value");
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--")) throw new IllegalArgumentException("not an option: " + arguments[i]);
            given.put(arguments[i].substring(2), arguments[i + 1]);
        }
    }

    int number(String name, int otherwise) {
        String value = given.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    @Nullable
    String text(String name) {
        return given.get(name);
    }

    Path path(String name) {
        String value = given.get(name);
        if (value == null) throw new IllegalArgumentException("--" + name + " is needed");
        return Path.of(value).toAbsolutePath().normalize();
    }
}

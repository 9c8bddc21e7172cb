package remit.server.runs;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import remit.kernel.Json;

/** A published JSON Schema, and what it finds. */
final class TestingSchema {
    private final String text;
    private final Schema schema;

    private TestingSchema(String text) {
        this.text = text;
        this.schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(text);
    }

    static TestingSchema changeLog() {
        try (var stream = TestingSchema.class.getResourceAsStream("/schemas/v1/change-log.json")) {
            return new TestingSchema(new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> errors(String document) {
        return schema.validate(document, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    Json.Obj document() {
        return Json.parseObject(text);
    }

    /** Paths of the fields that have no description. */
    static List<String> undescribed(Json.Obj node, String path) {
        var found = new ArrayList<String>();
        if (node.text("description", "").isBlank()) found.add(path);
        node.object("properties")
                .fields()
                .forEach((name, field) -> found.addAll(undescribed((Json.Obj) field, path + "/" + name)));
        if (node.get("items") instanceof Json.Obj items) found.addAll(undescribed(items, path + "/items"));
        if (node.get("additionalProperties") instanceof Json.Obj more) found.addAll(undescribed(more, path + "/*"));
        return found;
    }
}

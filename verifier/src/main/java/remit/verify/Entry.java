package remit.verify;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.verify.text.Hash;
import remit.verify.text.Json;
import remit.verify.text.MalformedException;

/** One line of {@code entries/}: a leaf, and its payload where there is one. */
record Entry(
        long position,
        byte[] leaf,
        Json.Object event,
        @Nullable Payload payload) {
    private static final int SALT_BYTES = 32;

    /** The salt and the text that a leaf's {@code payload_digest} is of. */
    record Payload(byte[] salt, byte[] content) {
        String digest() {
            return Hash.hex(Hash.of(salt, content));
        }
    }

    static Entry parse(String line) throws MalformedException {
        Json.Object json = Json.object(line);
        json.exactly(Set.of("position", "leaf", "payload"));
        String leaf = json.text("leaf");
        return new Entry(json.whole("position"), Hash.utf8(leaf), Json.object(leaf), payload(json.get("payload")));
    }

    private static @Nullable Payload payload(Json value) throws MalformedException {
        if (value == Json.Word.NULL) return null;
        if (!(value instanceof Json.Object json))
            throw new MalformedException("\"payload\" is neither null nor an object");
        json.exactly(Set.of("salt", "content"));
        byte[] salt = VerifierKey.base64(json.text("salt"));
        // Of another length, bytes could move from the salt into the content and leave the digest as it is.
        if (salt.length != SALT_BYTES) throw new MalformedException("the salt has " + salt.length + " bytes, not 32");
        return new Payload(salt, Hash.utf8(json.text("content")));
    }

    String id() throws MalformedException {
        return event.text("id");
    }

    String type() throws MalformedException {
        return event.text("type");
    }

    /** The case that the event belongs to; null for one of a process. */
    @Nullable
    String caseId() throws MalformedException {
        return event.get("case") == Json.Word.NULL ? null : event.text("case");
    }

    long placeInCase() throws MalformedException {
        return event.whole("seq_in_case");
    }

    @Nullable
    String payloadDigest() throws MalformedException {
        return event.get("payload_digest") == Json.Word.NULL ? null : event.text("payload_digest");
    }

    /** The ids of the events whose payloads this one says were erased. */
    List<String> erased() throws MalformedException {
        return event.object("body").array("events").texts();
    }

    Rotation rotation() throws MalformedException {
        Json.Object body = event.object("body");
        return new Rotation(VerifierKey.parse(body.text("from")), VerifierKey.parse(body.text("to")));
    }

    /** One key of the log gives way to another. */
    record Rotation(VerifierKey from, VerifierKey to) {}
}

package remit.evidence;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Digest;
import remit.kernel.Json;

/**
 * One event of the evidence log. Its RFC 8785 bytes are the leaf, hashed as a leaf of RFC 6962 so that a Merkle tree
 * stands on them; they hold no personal data and never change. What could identify a person is in
 * the payload, which only its digest ties to the leaf.
 *
 * @param type an event type's name; never changed, a new {@code v} instead
 * @param id opaque, random
 * @param caseId the case, or null for an event of the process
 * @param seq position within the case (1, 2, ...), 0 for an event of the process
 * @param at business time, {@code recordedAt} the node's wall clock
 * @param versions exact version of every part that had a say
 * @param payloadDigest hex SHA-256(salt || canonical payload), or null without a payload
 */
public record Event(
        String type,
        int v,
        String id,
        Place place,
        long seq,
        Instant at,
        Instant recordedAt,
        Actor actor,
        Json.Obj versions,
        Json.Obj body,
        @Nullable String payloadDigest) {

    /** Where it belongs. */
    public record Place(
            String organisation, String process, @Nullable String caseId) {}

    /** What may be erased: kept in a table of its own with its salt. */
    public record Payload(byte[] salt, Json.Obj content) {
        public Payload {
            if (salt.length != 32) throw new IllegalArgumentException("salt: 32 bytes");
        }

        /** SHA-256(salt || canonical content), hex. */
        public String digest() {
            return digest(salt, content.canonical());
        }

        /** The same over content that is canonical already. */
        public static String digest(byte[] salt, String canonical) {
            return Digest.hex(Digest.sha256(salt, canonical.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The same event as if it had never had a payload. */
    public Event withoutPayload() {
        return new Event(type, v, id, place, seq, at, recordedAt, actor, versions, body, null);
    }

    /** The leaf's bytes: the envelope, canonical. */
    public byte[] leaf() {
        return leafText().getBytes(StandardCharsets.UTF_8);
    }

    /** The leaf as text. */
    public String leafText() {
        return toJson().canonical();
    }

    /** SHA-256(0x00 || leaf), RFC 6962 section 2.1. */
    public static byte[] leafHash(byte[] leaf) {
        return Digest.sha256(new byte[] {0}, leaf);
    }

    public Json.Obj toJson() {
        return Json.object(
                "type", type,
                "v", v,
                "id", id,
                "organisation", place.organisation(),
                "process", place.process(),
                "case", place.caseId(),
                "seq_in_case", seq,
                "at", at.toString(),
                "recorded_at", recordedAt.toString(),
                "actor", actor.toString(),
                "versions", versions,
                "body", body,
                "payload_digest", payloadDigest);
    }

    /** Reads a leaf that {@link #leaf} wrote. */
    public static Event read(String leaf) {
        Json.Obj json = Json.parseObject(leaf);
        return new Event(
                json.text("type", ""),
                (int) json.number("v", 1),
                json.text("id", ""),
                new Place(json.text("organisation", ""), json.text("process", ""), json.text("case")),
                (long) json.number("seq_in_case", 0),
                Instant.parse(json.text("at", "")),
                Instant.parse(json.text("recorded_at", "")),
                Actor.parse(json.text("actor", "")),
                json.object("versions"),
                json.object("body"),
                json.text("payload_digest"));
    }
}

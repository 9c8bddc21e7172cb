package remit.assurance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Digest;
import remit.kernel.Json;

/**
 * A promise about errors: who asked what of which labels, under which versions, and what came out. It speaks of cases like
 * the labelled ones: another version of any part takes the ground from under it.
 *
 * @param question asked before the labels were read
 * @param data hash of the labels that were read
 * @param versions what was in force
 * @param answer what came out
 * @param askedBy who asked
 * @param at business time of the answer
 */
public record Certificate(Question question, String data, Versions versions, Answer answer, Actor askedBy, Instant at) {
    public Certificate {
        if (data.isBlank()) throw new IllegalArgumentException("data: blank");
    }

    /**
     * What came out.
     *
     * @param labels labels used for it
     * @param errors how many of those were wrong
     * @param certified what may be done, in words; null where nothing was proven
     * @param bound upper bound of its error share; null where nothing was proven
     */
    public record Answer(
            long labels,
            long errors,
            @Nullable String certified,
            @Nullable Double bound) {
        public Answer {
            if (errors < 0 || labels < errors)
                throw new IllegalArgumentException("answer: " + errors + " of " + labels);
            if ((certified == null) != (bound == null))
                throw new IllegalArgumentException("bound: with a result alone");
            if (bound != null && !(bound >= 0 && bound <= 1)) throw new IllegalArgumentException("bound: " + bound);
        }

        /** Whether anything was proven. "Nothing" is an answer too, and has spent its delta. */
        public boolean proven() {
            return certified != null;
        }
    }

    /** The parts whose change voids it; empty where it holds. */
    public List<Versions.Part> voidedBy(Versions now) {
        return versions.changed(now);
    }

    public Json.Obj toJson() {
        return Json.object(
                "question",
                question.toJson(),
                "data",
                data,
                "versions",
                versions.toJson(),
                "labels",
                answer.labels,
                "errors",
                answer.errors,
                "certified",
                answer.certified,
                "bound",
                answer.bound,
                "asked_by",
                askedBy.toString(),
                "at",
                at.toString());
    }

    /** Reads what {@link #toJson} wrote. */
    public static Certificate fromJson(Json.Obj json) {
        Double bound = json.get("bound") instanceof Json.Num(double number) ? number : null;
        return new Certificate(
                Question.fromJson(json.object("question")),
                json.text("data", ""),
                Versions.fromJson(json.object("versions")),
                new Answer(
                        (long) json.number("labels", 0),
                        (long) json.number("errors", 0),
                        json.text("certified"),
                        bound),
                Actor.parse(json.text("asked_by", "")),
                Instant.parse(json.text("at", "")));
    }

    /** SHA-256 over the canonical form (RFC 8785), hex: the same on every machine, another with any other digit. */
    public String digest() {
        return Digest.sha256Hex(toJson().canonical());
    }

    /** {@code crt_} and the first twenty hex digits of the digest. */
    public String id() {
        return "crt_" + digest().substring(0, 20);
    }
}

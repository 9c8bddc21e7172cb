package remit.server.authors.embedding;

import remit.kernel.Json;

/**
 * What an embedding depends on. Another version of any of it gives other numbers for the same text, so a model that was
 * trained with one is not used with another.
 *
 * @param weights SHA-256 of the weights, hex
 * @param runtime name and version of what computes
 * @param machine the processor's architecture
 * @param probe SHA-256 over the embeddings of a few fixed texts: two processors of one architecture may differ
 */
public record Identity(String weights, String runtime, String machine, String probe) {
    public Json.Obj toJson() {
        return Json.object("weights", weights, "runtime", runtime, "machine", machine, "probe", probe);
    }

    /** Reads what {@link #toJson} wrote. */
    public static Identity fromJson(Json.Obj json) {
        return new Identity(
                json.text("weights", ""), json.text("runtime", ""), json.text("machine", ""), json.text("probe", ""));
    }

    /** In words, for people. */
    public String inWords() {
        return "weights " + weights.substring(0, Math.min(12, weights.length())) + ", " + runtime + ", " + machine
                + ", probe " + probe.substring(0, Math.min(12, probe.length()));
    }
}

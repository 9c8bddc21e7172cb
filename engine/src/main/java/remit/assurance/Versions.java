package remit.assurance;

import java.util.ArrayList;
import java.util.List;
import remit.kernel.Json;

/**
 * The parts that an answer depends on, each by its content hash or version; empty where the process has no such part.
 *
 * @param process the pack as a whole
 * @param contract the contract
 * @param rules the tables
 * @param model the author's model
 * @param prompt what the author is asked
 */
public record Versions(String process, String contract, String rules, String model, String prompt) {
    /** A part whose change takes the ground from under what was proven before. */
    public enum Part {
        PROCESS,
        CONTRACT,
        RULES,
        MODEL,
        PROMPT;

        /** {@code contract}, {@code rules}, {@code model} ... */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public String of(Part part) {
        return switch (part) {
            case PROCESS -> process;
            case CONTRACT -> contract;
            case RULES -> rules;
            case MODEL -> model;
            case PROMPT -> prompt;
        };
    }

    /** The parts that differ, in the order of the enum. */
    public List<Part> changed(Versions now) {
        var changed = new ArrayList<Part>();
        for (Part part : Part.values()) if (!of(part).equals(now.of(part))) changed.add(part);
        return List.copyOf(changed);
    }

    public Json.Obj toJson() {
        return Json.object("process", process, "contract", contract, "rules", rules, "model", model, "prompt", prompt);
    }

    /** Reads what {@link #toJson} wrote. */
    public static Versions fromJson(Json.Obj json) {
        return new Versions(
                json.text("process", ""),
                json.text("contract", ""),
                json.text("rules", ""),
                json.text("model", ""),
                json.text("prompt", ""));
    }
}

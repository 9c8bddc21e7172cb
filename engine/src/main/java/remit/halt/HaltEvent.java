package remit.halt;

import remit.kernel.Json;

/** What happened to a halt. Reasons are a person's words, so they are payload. An event never changes its form. */
public sealed interface HaltEvent {
    HaltScope scope();

    /** It was halted. @param drill whether only to see how fast that is */
    record Halted(HaltScope scope, boolean drill) implements HaltEvent {}

    /** It came one stage further back. */
    record Resumed(HaltScope scope, HaltStage stage) implements HaltEvent {}

    /** As the log calls it. */
    default String type() {
        return switch (this) {
            case Halted _ -> "Halted";
            case Resumed _ -> "Resumed";
        };
    }

    /** As a leaf keeps it. */
    default Json.Obj body() {
        Json.Obj body = Json.object("scope", scope().kind(), "id", scope().id());
        return switch (this) {
            case Halted(HaltScope _, boolean drill) -> body.with("drill", Json.of(drill));
            case Resumed(HaltScope _, HaltStage stage) -> body.with("stage", Json.of(stage.word()));
        };
    }

    /**
     * Reads {@link #body} back.
     *
     * @throws IllegalArgumentException for anything else: what cannot be read must not be taken for "nothing is halted"
     */
    static HaltEvent of(String type, Json.Obj body) {
        HaltScope scope = HaltScope.of(body.text("scope", ""), body.text("id", ""))
                .orElseThrow(() -> new IllegalArgumentException("scope: " + body.compact()));
        return switch (type) {
            case "Halted" -> new Halted(scope, body.flag("drill"));
            case "Resumed" ->
                new Resumed(
                        scope,
                        HaltStage.of(body.text("stage", ""))
                                .orElseThrow(() -> new IllegalArgumentException("stage: " + body.compact())));
            default -> throw new IllegalArgumentException("type: " + type);
        };
    }
}

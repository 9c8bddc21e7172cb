package remit.ladder;

import remit.assurance.sequential.Reviews;
import remit.kernel.Json;

/**
 * What a promotion rests on.
 *
 * @param checkpoint the one that would go
 * @param then the stage after it
 * @param seen reviews since the last move
 * @param logE natural logarithm of the evidence that the error share is below the target
 * @param attempt how often this checkpoint has been up for removal, 1 for the first time
 * @param upper upper bound of the error share, at this attempt's own part of alpha
 */
public record Evidence(String checkpoint, Stage then, Reviews seen, double logE, int attempt, double upper) {
    Json.Obj toJson() {
        return Json.object(
                "checkpoint", checkpoint,
                "then", then.word(),
                "errors", seen.errors(),
                "correct", seen.correct(),
                "log_e", logE,
                "attempt", attempt,
                "upper", upper);
    }

    static Evidence fromJson(Json.Obj json) {
        return new Evidence(
                json.text("checkpoint", ""),
                Stage.of(json.text("then", "")),
                new Reviews((long) json.number("errors", 0), (long) json.number("correct", 0)),
                json.number("log_e", 0),
                (int) json.number("attempt", 0),
                json.number("upper", 1));
    }
}

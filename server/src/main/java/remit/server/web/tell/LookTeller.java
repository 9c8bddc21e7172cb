package remit.server.web.tell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.web.page.CaseLine;

/** Tells what came of a look at a case that cleared. */
public final class LookTeller {
    private LookTeller() {}

    /** What followed, a sentence each; empty while nobody has looked. @param followed what the ladder made of it */
    public static List<String> followed(CaseLine line, @Nullable Event judged, List<Event> followed) {
        CaseLine.Sample sample = line.standing().sample();
        if (sample != null && sample.state().equals("withdrawn"))
            return List.of("The case was erased before anybody had looked. It counts neither as right nor as wrong.");
        if (sample == null || sample.open() || judged == null) return List.of();
        var told = new ArrayList<String>();
        String found = sample.state().equals("right")
                ? "Somebody looked and would have decided the same."
                : "Somebody looked and would have decided otherwise"
                        + (judged.body().flag("severe") ? ", and called it an error of the gravest kind." : ".");
        told.add(found + (sample.blind() ? " They did not see the proposal before." : ""));
        if (followed.isEmpty()) {
            told.add("It did not count for a stage.");
            return told;
        }
        Event counted = followed.getFirst();
        boolean error = counted.body().flag("error");
        if (counted.recordedAt().isBefore(judged.recordedAt())) {
            told.add("The case had counted before, by its outcome: " + (error ? "as an error." : "as right."));
            return told;
        }
        told.add(error ? "It counts as an error of its segment." : "It counts as right.");
        for (Event event : followed.subList(1, followed.size())) {
            String sentence = sentence(event);
            if (sentence != null) told.add(sentence);
        }
        return told;
    }

    private static @Nullable String sentence(Event event) {
        Json.Obj body = event.body();
        return switch (event.type()) {
            case "Demoted" ->
                body.array("restored").isEmpty()
                        ? "The evidence of its segment begins anew."
                        : "Autonomy was taken back in the same moment: its segment is " + body.text("to", "")
                                + " from here on, and " + restored(body) + " back.";
            case "PromotionProposed" ->
                "With it the evidence suffices to remove “"
                        + body.object("evidence").text("checkpoint", "") + "”: a promotion is proposed.";
            case "Promoted" -> "It was signed beforehand, so that the checkpoint is gone.";
            default -> null;
        };
    }

    private static String restored(Json.Obj body) {
        List<Json> restored = body.array("restored");
        String names = String.join(
                ", ",
                restored.stream()
                        .map(each -> each instanceof Json.Str(String name) ? "“" + name + "”" : each.compact())
                        .toList());
        return names + (restored.size() == 1 ? " is" : " are");
    }
}

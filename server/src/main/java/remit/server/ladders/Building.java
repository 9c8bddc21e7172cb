package remit.server.ladders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.ladder.Ladder;
import remit.ladder.LadderCommand;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;
import remit.server.store.ProcessWrite;

/** Events of one ladder that are written together, each on top of the one before it. */
final class Building {
    private final String process;
    private final Segment segment;
    private final List<LadderEvent> events = new ArrayList<>();
    private final List<ProcessWrite.Step> steps = new ArrayList<>();
    private @Nullable LadderState state;

    Building(String process, Segment segment, @Nullable LadderState state) {
        this.process = process;
        this.segment = segment;
        this.state = state;
    }

    void add(LadderCommand command, Actor by, Instant at) {
        add(new ProcessLadders.Wish(command, by, at, null));
    }

    Checked<List<LadderEvent>> add(ProcessLadders.Wish wish) {
        Checked<List<LadderEvent>> decided = Ladder.decide(state, wish.command(), wish.by(), wish.at());
        if (decided instanceof Checked.Ok<List<LadderEvent>>(List<LadderEvent> made)) {
            for (LadderEvent event : made) step(event, wish);
        }
        return decided;
    }

    private void step(LadderEvent event, ProcessLadders.Wish wish) {
        LadderState after = Ladder.apply(state, event, wish.by(), wish.at());
        Json.Obj body = event instanceof LadderEvent.Observed && wish.caseId() != null
                ? event.body().with("case", Json.of(wish.caseId()))
                : event.body();
        steps.add(new ProcessWrite.Step(
                process,
                new ProcessWrite.Place(LadderReader.thread(process, segment.id()), after.seq()),
                event.type(),
                wish.by(),
                Json.EMPTY,
                body,
                payload(wish.command())));
        events.add(event);
        state = after;
    }

    /** What may be erased: the segment's name, and people's own words. */
    private Json.@Nullable Obj payload(LadderCommand command) {
        if (command instanceof LadderCommand.Decline decline) return Json.object("reason", decline.reason());
        if (command instanceof LadderCommand.Trigger trigger
                && !trigger.reason().isEmpty()) return Json.object("reason", trigger.reason());
        return state == null ? Json.object("segment", segment.name()) : null;
    }

    Segment segment() {
        return segment;
    }

    List<LadderEvent> events() {
        return List.copyOf(events);
    }

    /** The ladder after all of them. */
    LadderState state() {
        return Objects.requireNonNull(state);
    }

    List<ProcessWrite.Step> steps() {
        return List.copyOf(steps);
    }
}

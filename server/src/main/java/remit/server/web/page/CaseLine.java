package remit.server.web.page;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One case in a list.
 *
 * @param key what the source calls it; null when erased or not for this reader
 * @param seq its last event: a decision about it names this number
 */
public record CaseLine(
        String id, @Nullable String key, String process, long seq, Instant at, Standing standing, Group group) {
    /**
     * Where it stands. {@code phase} and {@code verdict} are the words of the projection.
     *
     * @param sample that it was drawn for a look, or null
     */
    public record Standing(
            String phase,
            @Nullable String verdict,
            @Nullable String decision,
            @Nullable Sample sample) {}

    /** @param state {@code open}, {@code right}, {@code wrong} or {@code withdrawn}; @param blind whether it is looked at without its proposal */
    public record Sample(String state, boolean blind) {
        public boolean open() {
            return state.equals("open");
        }
    }

    /** Whether what was proposed and decided must not be shown yet, so that the look is not led by it. */
    public boolean hidden() {
        return standing.sample() != null
                && standing.sample().open()
                && standing.sample().blind();
    }

    /** What it is counted with. */
    public record Group(@Nullable String segment, @Nullable BigDecimal money) {}

    public Phase phase() {
        return Phase.ofWord(standing.phase()).orElse(Phase.OPEN);
    }

    /** As much of it as a search takes: the rest says nothing to a person. */
    public String shortId() {
        return id.length() <= 16 ? id : id.substring(0, 13) + "…";
    }
}

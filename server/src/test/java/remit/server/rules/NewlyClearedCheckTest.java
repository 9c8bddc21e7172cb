package remit.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import remit.authority.NewlyCleared.Line;

final class NewlyClearedCheckTest {
    private static final Line CLEARS = new Line.Clears(1, true, Map.of(), "row 2 said stop");
    private static final Line MAY = new Line.Clears(2, false, Map.of(), "row 3 said stop");
    private static final Line OPEN = new Line.NotDecided("whether row 4 newly clears cases");

    private static String headline(Line... lines) {
        return NewlyClearedCheck.headline(Stream.of(lines).toList());
    }

    @Test
    void what_may_clear_and_what_is_not_decided_are_counted_apart_from_what_clears() {
        assertThat(headline()).isEqualTo("nothing newly clears by itself");
        assertThat(headline(CLEARS)).isEqualTo("1 row newly clears cases by itself");
        assertThat(headline(CLEARS, CLEARS)).isEqualTo("2 rows newly clear cases by themselves");
        assertThat(headline(MAY)).isEqualTo("1 row may newly clear cases");
        assertThat(headline(OPEN, OPEN)).isEqualTo("2 questions not decided");
        assertThat(headline(CLEARS, MAY, MAY, OPEN))
                .isEqualTo("1 row newly clears cases by itself, 2 rows may newly clear cases, 1 question not decided");
    }

    @Test
    void only_a_question_that_is_open_is_not_decided() {
        assertThat(new NewlyClearedCheck("old", List.of(CLEARS, MAY)).decided()).isTrue();
        assertThat(new NewlyClearedCheck("old", List.of(CLEARS, OPEN)).decided())
                .isFalse();
    }
}

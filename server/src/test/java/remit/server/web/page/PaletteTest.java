package remit.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Computes the contrast of WCAG 2.2 (1.4.3, 1.4.11) from the tokens that the pages use, in both themes. */
class PaletteTest {
    private static final Pattern TOKEN = Pattern.compile("--([a-z-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)");

    @ParameterizedTest
    @CsvSource({
        "text, bg, 4.5",
        "text, surface, 4.5",
        "muted, bg, 4.5",
        "muted, surface, 4.5",
        "link, bg, 4.5",
        "link, surface, 4.5",
        "on-link, link, 4.5",
        "clear, bg, 4.5",
        "clear, surface, 4.5",
        "clear, clear-tint, 4.5",
        "human, bg, 4.5",
        "human, surface, 4.5",
        "human, human-tint, 4.5",
        "stop, bg, 4.5",
        "stop, surface, 4.5",
        "stop, stop-tint, 4.5",
        "ai, bg, 4.5",
        "ai, surface, 4.5",
        "ai, ai-tint, 4.5",
        "control, bg, 3",
        "control, surface, 3",
        "bg, text, 4.5"
    })
    void a_pair_reaches_its_contrast_in_both_themes(String over, String under, double least) throws IOException {
        for (int theme = 0; theme < 2; theme++) {
            Map<String, Integer> colours = colours(theme);
            double ratio = ratio(colours.get(over), colours.get(under));
            assertThat(ratio)
                    .as(over + " on " + under + (theme == 0 ? ", light" : ", dark"))
                    .isGreaterThanOrEqualTo(least);
        }
    }

    private static Map<String, Integer> colours(int theme) throws IOException {
        try (InputStream in = PaletteTest.class.getResourceAsStream("/static/remit.css")) {
            var colours = new HashMap<String, Integer>();
            var matcher = TOKEN.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (matcher.find()) colours.put(matcher.group(1), Integer.parseInt(matcher.group(2 + theme), 16));
            return colours;
        }
    }

    private static double ratio(int one, int other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8) + 0.0722 * channel(rgb);
    }

    private static double channel(int bits) {
        double part = (bits & 255) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}

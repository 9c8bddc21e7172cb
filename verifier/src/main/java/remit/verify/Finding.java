package remit.verify;

import remit.verify.text.Screen;

/**
 * One thing that is wrong with a pack.
 *
 * @param place file, line, entry or option, such as {@code entries/00000000.jsonl line 5 (position 4)}
 * @param what what is wrong there; both are safe to print, whatever the pack said
 */
public record Finding(String place, String what) {
    private static final int LONGEST = 600;

    public Finding {
        place = Screen.safe(place, LONGEST);
        what = Screen.safe(what, LONGEST);
    }

    @Override
    public String toString() {
        return place + ": " + what;
    }
}

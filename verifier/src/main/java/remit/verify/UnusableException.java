package remit.verify;

import remit.verify.text.Screen;

/** What the verifier was given cannot be used: where, what is wrong, how to mend it. */
public final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String place;
    private final String what;
    private final String fix;

    UnusableException(String place, String what, String fix) {
        super(place + ": " + what + "; " + fix, null, false, false);
        this.place = Screen.safe(place, 300);
        this.what = Screen.safe(what, 600);
        this.fix = fix;
    }

    public String place() {
        return place;
    }

    public String what() {
        return what;
    }

    public String fix() {
        return fix;
    }
}

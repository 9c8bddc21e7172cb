package remit.verify.text;

import java.io.IOException;

/** Something is not as the format says. The message says what; whoever catches it knows the place. */
public final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String what) {
        super(what);
    }
}

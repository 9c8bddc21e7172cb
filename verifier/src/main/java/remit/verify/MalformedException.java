package remit.verify;

import java.io.IOException;

/** Something is not as the format says. The message says what; whoever catches it knows the place. */
final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String what) {
        super(what);
    }
}

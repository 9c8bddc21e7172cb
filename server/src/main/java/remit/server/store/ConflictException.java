package remit.server.store;

/** Someone else moved the case, or the thread of events, first: nothing was written; read it again and decide again. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String moved) {
        super(moved + " moved meanwhile");
    }

    ConflictException(String moved, Throwable cause) {
        super(moved + " moved meanwhile", cause);
    }
}

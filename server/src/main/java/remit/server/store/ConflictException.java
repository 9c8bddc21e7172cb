package remit.server.store;

/** Someone else moved the case first: nothing was written; read it again and decide again. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConflictException(String caseId, Throwable cause) {
        super("case " + caseId + " moved meanwhile", cause);
    }
}

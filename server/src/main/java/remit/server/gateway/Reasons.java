package remit.server.gateway;

import java.nio.file.FileSystemException;

/** Says in words for a person why something failed. */
final class Reasons {
    private Reasons() {}

    /** The message of the exception or of its cause; where there is none, or only a path, the kind of failure. */
    static String of(Exception failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName().replaceFirst("Exception$", "");
        if (message == null || message.isBlank()) {
            return failure.getCause() instanceof Exception cause ? kind + ": " + of(cause) : kind;
        }
        boolean onlyAPath = failure instanceof FileSystemException file && file.getReason() == null;
        return onlyAPath ? kind + ": " + message : message;
    }
}

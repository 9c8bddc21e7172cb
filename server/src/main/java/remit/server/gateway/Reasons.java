package remit.server.gateway;

import java.nio.file.FileSystemException;

/** Says in words for a person why something failed. */
final class Reasons {
    private Reasons() {}

    /** The message of the exception; where there is none, or only a path, the kind of failure goes before it. */
    static String of(Exception failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName().replaceFirst("Exception$", "");
        if (message == null || message.isBlank()) return kind;
        boolean onlyAPath = failure instanceof FileSystemException file && file.getReason() == null;
        return onlyAPath ? kind + ": " + message : message;
    }
}

package remit.kernel;

/**
 * A user's mistake: where, what, and how to mend it. A value, never an exception; bugs are exceptions.
 *
 * @param code stable identifier such as {@code RMT-104}; listed in docs/reference/problems.md
 * @param place file, line, row, field: as near as is known
 * @param what what is wrong, with the offending value
 * @param fix what to do
 */
public record Problem(String code, String place, String what, String fix) {
    @Override
    public String toString() {
        return code + " " + (place.isEmpty() ? "" : place + ": ") + what + (fix.isEmpty() ? "" : "; " + fix);
    }

    /** The same problem with its place prefixed, e.g. by the file it was found in. */
    public Problem in(String outer) {
        return new Problem(code, place.isEmpty() ? outer : outer + " " + place, what, fix);
    }

    public Json toJson() {
        return Json.object("code", code, "place", place, "what", what, "fix", fix);
    }
}

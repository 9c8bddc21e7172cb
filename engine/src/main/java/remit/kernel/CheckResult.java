package remit.kernel;

/**
 * What one check said of one case.
 *
 * @param check the check's name, as the change log prints it ("required_inputs", "authority")
 * @param verdict its verdict; the case gets the strictest
 * @param reason one sentence for a person; it names no personal data
 * @param detail what an auditor needs to repeat it (matched rows, limits); empty when there is nothing
 */
public record CheckResult(String check, Verdict verdict, String reason, Json.Obj detail) {
    public CheckResult(String check, Verdict verdict, String reason) {
        this(check, verdict, reason, Json.EMPTY);
    }

    public Json toJson() {
        return Json.object("check", check, "verdict", verdict.word(), "reason", reason, "detail", detail);
    }

    /** Reads the form that {@link #toJson} writes. */
    public static CheckResult fromJson(Json.Obj json) {
        return new CheckResult(
                json.text("check", ""),
                Verdict.valueOf(json.text("verdict", "stop").toUpperCase(java.util.Locale.ROOT)),
                json.text("reason", ""),
                json.object("detail"));
    }
}

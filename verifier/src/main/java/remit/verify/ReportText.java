package remit.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import remit.verify.text.Screen;

/** A report in words, and as JSON. */
final class ReportText {
    private static final int LONGEST = 300;

    private ReportText() {}

    static List<String> lines(Report report) {
        var lines = new ArrayList<String>();
        lines.add(sentence(report));
        lines.addAll(findings(report.findings(), report.found()));
        if (report.outcome() == Report.Outcome.SELF_CONSISTENT) {
            for (String each : report.cover().open()) lines.add("  " + safe(each));
        }
        Report.Contents contents = report.contents();
        if (contents != null) {
            lines.add("log " + safe(contents.origin()) + ", positions from " + contents.from() + ": "
                    + contents.entries() + " entries, " + contents.payloads() + " payloads, " + contents.erased()
                    + " erased");
            TreeHead head = contents.head();
            if (head != null) lines.add("root " + head.root() + ", recorded " + head.recorded());
            lines.add(trusted(report));
        }
        return lines;
    }

    static List<String> lines(ProofReport report) {
        var lines = new ArrayList<String>();
        lines.add(sentence(report));
        lines.addAll(findings(report.findings(), report.found()));
        for (String each : report.open()) lines.add("  " + safe(each));
        ProofReport.Claim claim = report.claim();
        if (claim != null) {
            lines.add("log " + safe(claim.head().origin()) + ", root "
                    + claim.head().root());
            lines.add(
                    "authenticated by: " + (report.by().isEmpty() ? "nothing" : safe(String.join(", ", report.by()))));
        }
        return lines;
    }

    private static List<String> findings(List<Finding> findings, long found) {
        var lines = new ArrayList<String>();
        for (Finding finding : findings) lines.add("  " + finding);
        if (found > findings.size()) lines.add("  and " + (found - findings.size()) + " more");
        return lines;
    }

    private static String sentence(ProofReport report) {
        ProofReport.Claim claim = report.claim();
        String under = claim == null
                ? "nothing"
                : safe(claim.sentence()) + ", under the head of " + claim.head().size() + " entries recorded "
                        + claim.head().recorded();
        return switch (report.outcome()) {
            case VERIFIED -> "Verified: " + under + ".";
            case FINDING ->
                "FINDING: " + report.found() + (report.found() == 1 ? " thing is" : " things are")
                        + " wrong with this proof.";
            case SELF_CONSISTENT ->
                "Self-consistent, not authenticated: whoever made the proof may have made all of it. It says that "
                        + under
                        + ". Pass --key with the log's verifier key or --against with a tree head, got from elsewhere.";
        };
    }

    private static String sentence(Report report) {
        return switch (report.outcome()) {
            case VERIFIED -> "Verified: " + reach(report) + "; nothing was changed, reordered or left out.";
            case FINDING ->
                "FINDING: " + report.found() + (report.found() == 1 ? " thing is" : " things are")
                        + " wrong with this pack.";
            case SELF_CONSISTENT ->
                "Self-consistent, not authenticated: whoever made the pack may have made all of it."
                        + " Pass --key with the log's verifier key or --against with a tree head, got from elsewhere.";
        };
    }

    private static String reach(Report report) {
        Report.Contents contents = report.contents();
        TreeHead head = contents == null ? null : contents.head();
        // Without a head of its size a pack has a finding; these words are for nobody.
        if (contents == null || head == null) return "nothing";
        String which = contents.entries() == 0
                ? "no entry"
                : "every entry from position " + contents.from() + " up to " + (contents.size() - 1);
        return which + ", as of the head of " + contents.size() + " entries recorded " + head.recorded();
    }

    private static String trusted(Report report) {
        Report.Cover cover = report.cover();
        if (cover.below().isEmpty()) return "authenticated: nothing";
        String by = cover.by().isEmpty() ? "the given head" : "the key " + String.join(", ", cover.by());
        return "authenticated: positions below " + cover.below().getAsLong() + ", by " + safe(by);
    }

    static String json(Report report) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("outcome", string(report.outcome().name().toLowerCase(java.util.Locale.ROOT)));
        fields.put("exit", String.valueOf(report.exitStatus()));
        fields.put("sentence", string(sentence(report)));
        Report.Contents contents = report.contents();
        TreeHead head = contents == null ? null : contents.head();
        fields.put("origin", contents == null ? "null" : string(contents.origin()));
        fields.put("from", contents == null ? "null" : String.valueOf(contents.from()));
        fields.put("size", contents == null ? "null" : String.valueOf(contents.size()));
        fields.put("root", head == null ? "null" : string(head.root()));
        fields.put("recorded", head == null ? "null" : string(head.recorded().toString()));
        fields.put("entries", contents == null ? "null" : String.valueOf(contents.entries()));
        fields.put("payloads", contents == null ? "null" : String.valueOf(contents.payloads()));
        fields.put("erased", contents == null ? "null" : String.valueOf(contents.erased()));
        Report.Cover cover = report.cover();
        fields.put(
                "authenticated_below",
                cover.below().isPresent() ? String.valueOf(cover.below().getAsLong()) : "null");
        fields.put("authenticated_by", strings(cover.by()));
        fields.put("not_authenticated", strings(cover.open()));
        found(fields, report.findings(), report.found());
        return object(fields);
    }

    static String json(ProofReport report) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("outcome", string(report.outcome().name().toLowerCase(java.util.Locale.ROOT)));
        fields.put("exit", String.valueOf(report.exitStatus()));
        fields.put("sentence", string(sentence(report)));
        ProofReport.Claim claim = report.claim();
        fields.put("origin", claim == null ? "null" : string(claim.head().origin()));
        fields.put("size", claim == null ? "null" : String.valueOf(claim.head().size()));
        fields.put("root", claim == null ? "null" : string(claim.head().root()));
        fields.put(
                "recorded",
                claim == null ? "null" : string(claim.head().recorded().toString()));
        fields.put("authenticated_by", strings(report.by()));
        fields.put("not_authenticated", strings(report.open()));
        found(fields, report.findings(), report.found());
        return object(fields);
    }

    private static void found(Map<String, String> fields, List<Finding> findings, long found) {
        fields.put(
                "findings",
                findings.stream()
                        .map(each -> "{\"place\": " + string(each.place()) + ", \"what\": " + string(each.what()) + "}")
                        .collect(Collectors.joining(", ", "[", "]")));
        fields.put("found", String.valueOf(found));
    }

    private static String object(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(each -> "  " + string(each.getKey()) + ": " + each.getValue())
                .collect(Collectors.joining(",\n", "{\n", "\n}"));
    }

    private static String strings(List<String> texts) {
        return texts.stream().map(ReportText::string).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String string(String text) {
        return "\"" + safe(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String safe(String text) {
        return Screen.safe(text, 4 * LONGEST);
    }
}

package remit.server.web.page;

import java.util.List;

/** What differs between two versions that were in force. @param rules where the rules are shown */
public record ComparePage(String rules, String sentence, List<ChangePage.Diff> tables, List<String> files) {}

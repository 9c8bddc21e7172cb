package remit.server.web.tell;

import java.time.ZoneId;
import java.util.Optional;
import remit.authority.AuthorityTable;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;

/**
 * A process or level with the rules of one of its versions.
 *
 * @param id as changes name it
 * @param version its content hash
 * @param dmn the file that the table stands in
 * @param process the whole version; empty for a level
 */
public record RuleSubject(
        String id, String version, AuthorityTable table, byte[] dmn, Optional<PublishedProcess> process) {
    public RuleSubject {
        dmn = dmn.clone();
    }

    public static RuleSubject of(PublishedProcess process) {
        return new RuleSubject(
                process.id(),
                process.sha256(),
                process.pinned().table(),
                process.pack().table().bytes(),
                Optional.of(process));
    }

    @Override
    public byte[] dmn() {
        return dmn.clone();
    }

    public String path() {
        return path(id);
    }

    /** Where the rules of a process or level are shown. */
    public static String path(String id) {
        if (id.equals(LevelFiles.ORGANISATION)) return "/levels/organisation/rules";
        return LevelFiles.kind(id).isPresent()
                ? "/levels/domains/" + id.substring(LevelFiles.domain("").length()) + "/rules"
                : "/processes/" + id + "/rules";
    }

    /** What people call it. */
    public String name() {
        return process.map(found -> found.contract().name()).orElseGet(() -> name(id));
    }

    /** A level under the name that people use. */
    public static String name(String id) {
        if (id.equals(LevelFiles.ORGANISATION)) return "the organisation";
        return LevelFiles.kind(id).isPresent()
                ? "domain " + id.substring(LevelFiles.domain("").length())
                : id;
    }

    public ZoneId zone() {
        return process.map(found -> found.contract().zone()).orElse(java.time.ZoneOffset.UTC);
    }

    /** The name under which its files are handed out. */
    public String fileName() {
        return id.replaceAll("[^a-z0-9-]+", "-").replaceFirst("^-", "");
    }
}

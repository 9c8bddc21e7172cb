package remit.server.gateway;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Problem;

/**
 * Which folder each drop folder is, for all nodes of one database: the mark of the one that was used first. A node that does not
 * see that folder can neither look whether an action was done nor do it, so it leaves the action to one that does. Safe for
 * many threads.
 */
public final class SharedFolders {
    /** The code of what keeps a node from touching an action: its folder is not here. */
    static final String ELSEWHERE = "RMT-491";

    private static final Logger LOG = LoggerFactory.getLogger(SharedFolders.class);

    private final JdbcClient jdbc;
    private final Map<String, String> marks = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    public SharedFolders(DataSource source) {
        this.jdbc = JdbcClient.create(source);
    }

    /** The mark that the folder of this name has on all nodes; empty until one of them has used it. A mark never changes. */
    Optional<String> mark(String name) {
        String known = marks.get(name);
        if (known != null) return Optional.of(known);
        Optional<String> found = jdbc.sql("select mark from drop_folder where name = ?")
                .param(name)
                .query(String.class)
                .optional();
        found.ifPresent(mark -> marks.put(name, mark));
        return found;
    }

    /** The same where this node has used it now. Of two nodes at once one is first. */
    String begin(String name, String mark) {
        jdbc.sql("insert into drop_folder (name, mark) values (?, ?) on conflict do nothing")
                .params(name, mark)
                .update();
        return mark(name).orElseThrow();
    }

    /** What is wrong with a folder that is not the one of all nodes; said in the log once. */
    List<Problem> elsewhere(DropFolder.Place place, String mark) {
        var problem = new Problem(
                ELSEWHERE,
                place.folder().toString(),
                "another node's drop folder is meant, and this is not it: its " + DropFolder.MARKER + " is not " + mark
                        + ". Actions for it are left to nodes that have it",
                "mount the same folder on every node and name it as a connector's path; only to begin with an empty one on"
                        + " purpose, write that mark into its " + DropFolder.MARKER);
        if (told.add(place.folder().toString())) LOG.warn("{}", problem);
        return List.of(problem);
    }
}

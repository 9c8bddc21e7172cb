package remit.server.web;

import java.nio.file.Path;
import javax.sql.DataSource;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;

/** The embedded database of one test class, as the product opens it. */
final class TestingDatabase implements AutoCloseable {
    private final Database database;

    private TestingDatabase(Database database) {
        this.database = database;
    }

    static TestingDatabase in(Path folder) {
        return new TestingDatabase(DataDirectory.prepare(folder)
                .then(directory -> Database.open(directory, DatabaseOptions.embedded()))
                .orThrow());
    }

    DataSource source() {
        return database.source();
    }

    @Override
    public void close() {
        database.close();
    }
}

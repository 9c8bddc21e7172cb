package remit.server.changes;

import remit.server.catalog.LevelFiles;
import remit.server.packs.Pack;

/** What somebody proposes to put in force. */
public sealed interface Proposal {
    /** Every file of a process. */
    record Folder(Pack pack) implements Proposal {}

    /** Another decision table for a process, all else as it is in force. @param dmnXml the whole file */
    record Table(String process, byte[] dmnXml) implements Proposal {
        public Table {
            dmnXml = dmnXml.clone();
        }

        @Override
        public byte[] dmnXml() {
            return dmnXml.clone();
        }
    }

    /** Another table for a level. @param subject as {@link remit.server.catalog.LevelFiles} names it */
    record OfLevel(String subject, byte[] dmnXml) implements Proposal {
        public OfLevel {
            dmnXml = dmnXml.clone();
        }

        @Override
        public byte[] dmnXml() {
            return dmnXml.clone();
        }
    }

    /** Another table for a process or level, by the name under which its versions are in force. */
    static Proposal another(String subject, byte[] dmnXml) {
        return LevelFiles.kind(subject).isPresent() ? new OfLevel(subject, dmnXml) : new Table(subject, dmnXml);
    }

    /** The process or level that it is about. */
    default String subject() {
        return switch (this) {
            case Folder(Pack pack) -> pack.contract().id();
            case Table table -> table.process();
            case OfLevel level -> level.subject();
        };
    }
}

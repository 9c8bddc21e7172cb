/**
 * A file runs through a process: staged, sorted, learned from, decided, written back, scored. Start at
 * {@link remit.server.runs.FileRun}. May see every feature package.
 */
@NullMarked
package remit.server.runs;

import org.jspecify.annotations.NullMarked;

/**
 * Files of the DMN standard. Start at {@link remit.dmn.DmnModel} (what a file means: decisions, each with the tables that feed
 * it) or {@link remit.dmn.DmnFile} (what it says: the text of a table, changed and written back). Uses {@code rules}.
 */
@NullMarked
package remit.dmn;

import org.jspecify.annotations.NullMarked;

/**
 * Reads what users write: a pack's YAML files into the engine's records, and the rows of their data files into typed
 * values. Start at {@link remit.server.packs.PackReader} and {@link remit.server.packs.RowReader}; what a file that
 * nobody has described looks like, {@link remit.server.packs.Sniffed} tells. Every mistake in a user's file is a
 * {@code Problem} with its place and its fix.
 */
@NullMarked
package remit.server.packs;

import org.jspecify.annotations.NullMarked;

/**
 * Decides recorded cases again, each under the versions and on the proposal that evidence names, and says where anything
 * comes out differently. Start at {@link remit.server.replay.Replays}. Uses {@code cases}, {@code register},
 * {@code catalog} and {@code gateway}; writes nothing.
 */
@NullMarked
package remit.server.replay;

import org.jspecify.annotations.NullMarked;

/**
 * Acts on the whole installation that no other event tells of: who copied it, took the log out of it, mended what is made of
 * it. Start at {@link remit.server.acts.Acts}; what all administrators did, whatever tells of it, is {@link
 * remit.server.acts.ActList}.
 */
@NullMarked
package remit.server.acts;

import org.jspecify.annotations.NullMarked;

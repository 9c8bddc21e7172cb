/**
 * Commands about single effects: what did not come to a good end, a person's word on it, and taking back what was done. Start
 * at {@link remit.server.cli.effects.EffectsCommand}.
 */
@NullMarked
package remit.server.cli.effects;

import org.jspecify.annotations.NullMarked;

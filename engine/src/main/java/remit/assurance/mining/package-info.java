/**
 * Which rules are out of date, read off what people overrode, with a limit on false discoveries. Start at
 * {@link remit.assurance.mining.Overrides}; for many tests at once at {@link remit.assurance.mining.Discoveries}.
 */
@NullMarked
package remit.assurance.mining;

import org.jspecify.annotations.NullMarked;

/**
 * The synthetic organisation of the demo: a seeded generator of claims and their truths, never of proposals or verdicts.
 * Start at {@link remit.server.demo.Generator}; {@link remit.server.demo.World} holds its parameters.
 */
@NullMarked
package remit.server.demo;

import org.jspecify.annotations.NullMarked;

/**
 * The house rules of AGENTS.md as checks that both modules' tests run: {@link remit.house.SourceRules} reads the sources,
 * {@link remit.house.EngineRules} and {@link remit.house.ServerRules} the compiled classes. Every message says how to fix.
 */
@NullMarked
package remit.house;

import org.jspecify.annotations.NullMarked;

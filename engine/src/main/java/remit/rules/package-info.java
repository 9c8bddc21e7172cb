/**
 * Decision tables of the DMN standard: read, checked, compiled into an index, asked. They know nothing of verdicts; that
 * is {@code authority}; nor of files, that is {@code dmn}. Start at {@link remit.rules.DecisionTable}. Uses {@code kernel} and {@code process}.
 */
@NullMarked
package remit.rules;

import org.jspecify.annotations.NullMarked;

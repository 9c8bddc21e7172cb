/**
 * The rules that the business owns: decision tables of the DMN standard, read, checked and compiled into an index.
 * Start at {@link remit.authority.RuleBook} (reads a file) and {@link remit.authority.DecisionTable} (answers). Uses
 * {@code kernel} and {@code process}.
 */
@NullMarked
package remit.authority;

import org.jspecify.annotations.NullMarked;

/**
 * What the business lets happen: a decision table whose rows say which cases clear, which a person must see, which stop.
 * Start at {@link remit.authority.RuleBook} (reads a file) and {@link remit.authority.AuthorityTable} (answers). The
 * tables themselves are {@code rules}.
 */
@NullMarked
package remit.authority;

import org.jspecify.annotations.NullMarked;

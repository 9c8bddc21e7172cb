/**
 * What the index of a decision table is made of: sets of rows, sorted bounds, words with numbers. Arrays and nothing
 * else; it knows no cells and no cases. Not exported. Start at {@link remit.rules.index.RowBits}.
 */
@NullMarked
package remit.rules.index;

import org.jspecify.annotations.NullMarked;

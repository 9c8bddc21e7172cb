/**
 * Decision tables measured: made from seeds, asked by Remit and by peers in the same run, every answer compared before
 * anything is timed. Start at {@link remit.bench.rules.TableMaker}.
 */
@NullMarked
package remit.bench.rules;

import org.jspecify.annotations.NullMarked;

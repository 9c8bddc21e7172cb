/** The same decision tables asked of this engine and of two others; start at {@code DecisionTableOracleIT}. */
@NullMarked
package remit.oracle;

import org.jspecify.annotations.NullMarked;

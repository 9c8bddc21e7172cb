/** What the statistics promise, against exact arithmetic, reference values and simulated processes of known truth. */
@NullMarked
package remit.assurance;

import org.jspecify.annotations.NullMarked;

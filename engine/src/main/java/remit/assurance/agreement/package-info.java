/**
 * Whether people who look at the same case see the same: no error share can be proven that is smaller than what they
 * disagree in. Start at {@link remit.assurance.agreement.Agreement}.
 */
@NullMarked
package remit.assurance.agreement;

import org.jspecify.annotations.NullMarked;

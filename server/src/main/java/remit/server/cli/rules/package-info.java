/**
 * {@code remit rules}: the commands that check, convert and change decision tables. Start at
 * {@link remit.server.cli.rules.RulesCommand}.
 */
@NullMarked
package remit.server.cli.rules;

import org.jspecify.annotations.NullMarked;

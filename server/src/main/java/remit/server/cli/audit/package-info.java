/** What auditors ask by command: samples, agreement, overrides. Start at {@link remit.server.cli.audit.AuditCommands}. */
@NullMarked
package remit.server.cli.audit;

import org.jspecify.annotations.NullMarked;

/**
 * Decision tables as files beside a process: the conformance kit, the check of a table. Start at
 * {@link remit.server.rules.ConformanceKit}.
 */
@NullMarked
package remit.server.rules;

import org.jspecify.annotations.NullMarked;

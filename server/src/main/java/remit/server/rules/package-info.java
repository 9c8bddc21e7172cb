/**
 * Decision tables as files beside a process. Start at {@link remit.server.rules.TableConversion} (DMN, CSV, XLSX into each
 * other), {@link remit.server.rules.TableCheck} (what is found in a table) or {@link remit.server.rules.ConformanceKit}.
 */
@NullMarked
package remit.server.rules;

import org.jspecify.annotations.NullMarked;

/**
 * What happens to one case: a row becomes facts, the author proposes, the engine decides, actions are dispatched. Start at
 * {@link remit.server.cases.CaseFlow}. May see every feature package.
 */
@NullMarked
package remit.server.cases;

import org.jspecify.annotations.NullMarked;

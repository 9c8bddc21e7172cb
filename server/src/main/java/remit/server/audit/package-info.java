/**
 * What auditors ask of recorded cases: sample plans with their draws and looks ({@link remit.server.audit.SamplePlans}), how
 * far people agree ({@link remit.server.audit.Agreements}), where they override the author
 * ({@link remit.server.audit.Overriding}), what samples wait for ({@link remit.server.audit.PlannedLooks}). Uses {@code store}, {@code catalog}, {@code ladders} and the engine.
 */
@NullMarked
package remit.server.audit;

import org.jspecify.annotations.NullMarked;

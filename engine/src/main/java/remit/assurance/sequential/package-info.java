/**
 * Evidence that may be looked at after every review, and as often as one likes: when to promote, when to demote, what an
 * error share is by now. Start at {@link remit.assurance.sequential.Promotion},
 * {@link remit.assurance.sequential.ShiryaevRoberts} and {@link remit.assurance.sequential.ConfidenceSequence}.
 */
@NullMarked
package remit.assurance.sequential;

import org.jspecify.annotations.NullMarked;

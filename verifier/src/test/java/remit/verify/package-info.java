/** Tests of the verifier, on packs that {@link remit.verify.TestingPack} writes from the description of the format. */
@NullMarked
package remit.verify;

import org.jspecify.annotations.NullMarked;

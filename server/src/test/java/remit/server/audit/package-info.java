/** Tests of what auditors ask. */
@NullMarked
package remit.server.audit;

import org.jspecify.annotations.NullMarked;

@NullMarked
package remit.decision;

import org.jspecify.annotations.NullMarked;

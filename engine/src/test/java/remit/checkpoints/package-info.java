@NullMarked
package remit.checkpoints;

import org.jspecify.annotations.NullMarked;

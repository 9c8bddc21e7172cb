@NullMarked
package remit.ladder;

import org.jspecify.annotations.NullMarked;

@NullMarked
package remit.whatif;

import org.jspecify.annotations.NullMarked;

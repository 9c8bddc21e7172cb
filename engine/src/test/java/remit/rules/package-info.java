@NullMarked
package remit.rules;

import org.jspecify.annotations.NullMarked;

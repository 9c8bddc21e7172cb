@NullMarked
package remit.authority;

import org.jspecify.annotations.NullMarked;

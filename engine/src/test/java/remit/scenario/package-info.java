@NullMarked
package remit.scenario;

import org.jspecify.annotations.NullMarked;

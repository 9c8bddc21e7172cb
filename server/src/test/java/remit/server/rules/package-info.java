@NullMarked
package remit.server.rules;

import org.jspecify.annotations.NullMarked;

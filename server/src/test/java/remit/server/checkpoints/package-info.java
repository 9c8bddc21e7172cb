@NullMarked
package remit.server.checkpoints;

import org.jspecify.annotations.NullMarked;

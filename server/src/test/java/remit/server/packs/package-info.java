@NullMarked
package remit.server.packs;

import org.jspecify.annotations.NullMarked;

@NullMarked
package remit.server.packs.draft;

import org.jspecify.annotations.NullMarked;

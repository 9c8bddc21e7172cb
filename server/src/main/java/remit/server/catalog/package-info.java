/**
 * Published processes: a pack that was read, compiled and recorded, by content hash. An edited file changes nothing until
 * it is published. Start at {@link remit.server.catalog.Catalog}. Uses {@code packs} and {@code store}.
 */
@NullMarked
package remit.server.catalog;

import org.jspecify.annotations.NullMarked;

@NullMarked
package remit.server.catalog;

import org.jspecify.annotations.NullMarked;

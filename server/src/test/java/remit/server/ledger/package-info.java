@NullMarked
package remit.server.ledger;

import org.jspecify.annotations.NullMarked;

/** Seeded properties and builders that tests share. Start at {@link remit.testing.Property}. */
@NullMarked
package remit.testing;

import org.jspecify.annotations.NullMarked;

/**
 * Asks the evidence what other rules would have made of it. Start at {@link remit.server.whatif.WhatIfs}. Uses
 * {@code catalog}, {@code scorecards} and {@code store}.
 */
@NullMarked
package remit.server.whatif;

import org.jspecify.annotations.NullMarked;

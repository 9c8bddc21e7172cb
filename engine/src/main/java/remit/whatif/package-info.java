/**
 * What other rules would have made of the cases that were decided before, with a bound that holds. Start at
 * {@link remit.whatif.WhatIf}: it asks a {@link remit.whatif.History} a {@link remit.whatif.Question} and gives an
 * {@link remit.whatif.Answer}. Uses {@code assurance}, {@code decision} and {@code authority}.
 */
@NullMarked
package remit.whatif;

import org.jspecify.annotations.NullMarked;

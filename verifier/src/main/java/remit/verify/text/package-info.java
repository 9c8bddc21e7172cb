/** Text, strictly: bytes as lines, hex and JSON, each in one form only, and what may be shown on a screen of it. */
@NullMarked
package remit.verify.text;

import org.jspecify.annotations.NullMarked;

/** Tests of how text is read. */
@NullMarked
package remit.verify.text;

import org.jspecify.annotations.NullMarked;

/** Tests of the command line: what it says, how it ends, what its pages in the documentation promise. */
@NullMarked
package remit.server.cli;

import org.jspecify.annotations.NullMarked;

/**
 * What commands share: where they print, how they open an installation or ask a server, and how they end. Start at
 * {@link remit.server.cli.console.Console}, which every command is given.
 */
@NullMarked
package remit.server.cli.console;

import org.jspecify.annotations.NullMarked;

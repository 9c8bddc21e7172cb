/**
 * Everything durable: the embedded database server with its ownership across processes, the connection pool, the
 * schema.
 *
 * <p>Start at {@link remit.server.store.Database}. Uses the engine, JDBC and Flyway; the only server package that every
 * other one may use.
 */
@NullMarked
package remit.server.store;

import org.jspecify.annotations.NullMarked;

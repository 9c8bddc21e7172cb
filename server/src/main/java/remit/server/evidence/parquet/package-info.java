/** Writes tables as Parquet files, with the JDK alone. Start at {@link remit.server.evidence.parquet.ParquetTable}. */
@NullMarked
package remit.server.evidence.parquet;

import org.jspecify.annotations.NullMarked;

package remit.oracle;

import java.util.Map;
import remit.kernel.Value;

/** Something that answers a DMN file that it has read. */
interface Engine {
    Said ask(Map<String, Value> context);
}

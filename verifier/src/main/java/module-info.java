/** Checks evidence packs. It needs the JDK and nothing else. */
module remit.verify {
    requires static org.jspecify;

    exports remit.verify;
}

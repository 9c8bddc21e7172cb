/** The decision engine: pure, deterministic, no framework, no I/O, no clock. */
module remit.engine {
    requires static transitive org.jspecify;
    requires java.xml;

    exports remit.kernel;
    exports remit.ports;
    exports remit.process;
    exports remit.rules;
    exports remit.dmn;
    exports remit.authority;
    exports remit.evidence;
    exports remit.decision;
    exports remit.casework;
    exports remit.change;
    exports remit.scorecard;
    exports remit.scenario;
    exports remit.register;
}

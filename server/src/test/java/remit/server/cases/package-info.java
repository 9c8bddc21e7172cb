@org.jspecify.annotations.NullMarked
package remit.server.cases;

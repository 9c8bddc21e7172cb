@org.jspecify.annotations.NullMarked
package remit.server.live;

package io.alfred.web.proxy;

/**
 * The whole body of a request, decoded; to be closed when the call is over.
 *
 * @param room the memory that is set aside for it
 */
record ReceivedBody(byte[] bytes, BodyMemory.Room room) implements AutoCloseable {
    @Override
    public void close() {
        room.close();
    }
}

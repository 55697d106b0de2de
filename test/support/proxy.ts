import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** Stands between a client and a server on loopback, and cuts connections. */
export class CuttingProxy implements AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  connections = 0;
  /** How many bytes went to the server, over all of them. */
  sent = 0;
  /** How many bytes a connection may still bring to the client, by its number; undefined is all of them. */
  toClient: (connection: number) => number | undefined = () => undefined;
  /** And to the server. */
  toServer: (connection: number) => number | undefined = () => undefined;
  readonly #close: () => Promise<void>;

  private constructor(port: number, close: () => Promise<void>) {
    this.port = port;
    this.#close = close;
  }

  static async before(server: number): Promise<CuttingProxy> {
    const open = new Set<Socket>();
    let proxy: CuttingProxy;
    const listener = createServer((client) => {
      const number = proxy.connections++;
      const upstream = connect(server, '127.0.0.1');
      for (const socket of [client, upstream]) {
        open.add(socket);
        // Broken connections are the point.
        socket
          .on('error', () => undefined)
          .on('close', () => {
            open.delete(socket);
            client.destroy();
            upstream.destroy();
          });
      }
      const pass = (from: Socket, to: Socket, limit: number | undefined): void => {
        let left = limit ?? Infinity;
        from.on('data', (chunk: Buffer) => {
          const whole = chunk.byteLength <= left;
          const piece = whole ? chunk : chunk.subarray(0, left);
          left -= piece.byteLength;
          if (to === upstream) proxy.sent += piece.byteLength;
          if (!to.write(piece)) from.pause();
          if (!whole) to.end(() => from.destroy());
        });
        to.on('drain', () => from.resume());
      };
      pass(client, upstream, proxy.toServer(number));
      pass(upstream, client, proxy.toClient(number));
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    proxy = new CuttingProxy((listener.address() as AddressInfo).port, async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    });
    return proxy;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

import { Agent, createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a request ends: before the server hears of it, in the middle of its body, or instead of its answer. */
export type Cut = 'cut-before' | 'cut-while' | 'cut-after';

/** Stands between a client and an S3 server, and cuts connections by the number of the request on them. */
export class RequestProxy implements AsyncDisposable {
  readonly port: number;
  /** Requests so far. */
  requests = 0;
  /** What becomes of a request, by its number from 0. Who waits here holds it up. */
  meet: (number: number) => Cut | undefined | Promise<Cut | undefined> = () => undefined;
  readonly #close: () => Promise<void>;

  private constructor(port: number, close: () => Promise<void>) {
    this.port = port;
    this.#close = close;
  }

  static async before(server: number): Promise<RequestProxy> {
    let proxy: RequestProxy;
    const agent = new Agent({ keepAlive: true });
    const listener = createServer(async (request, response) => {
      const cut = await proxy.meet(proxy.requests++);
      if (cut === 'cut-before' || request.socket.destroyed) return void request.socket.destroy();
      const { method, url, headers } = request;
      const upstream = ask({ host: '127.0.0.1', port: server, method, path: url, headers, agent });
      // Broken connections are the point.
      const end = (): void => {
        upstream.destroy();
        request.socket.destroy();
      };
      upstream.on('error', end);
      request.on('error', end);
      upstream.on('response', (answer) => {
        if (cut === 'cut-after') return end();
        response.writeHead(answer.statusCode!, answer.headers);
        answer.on('error', end).pipe(response);
      });
      let left = cut === 'cut-while' ? Number(headers['content-length'] ?? 0) / 2 : Infinity;
      if (left === 0) return end();
      request.on('data', (piece: Buffer) => {
        left -= piece.byteLength;
        if (left <= 0) end();
        else if (!upstream.write(piece)) request.pause();
      });
      upstream.on('drain', () => request.resume());
      request.on('end', () => upstream.end());
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    proxy = new RequestProxy((listener.address() as AddressInfo).port, async () => {
      agent.destroy();
      const closed = new Promise((resolve) => listener.close(resolve));
      listener.closeAllConnections();
      await closed;
    });
    return proxy;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

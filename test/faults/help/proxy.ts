import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

export interface Proxy {
  /** The same address, by way of the proxy. */
  readonly url: string;
  /** How many answers it has kept to itself. */
  readonly lost: () => number;
  /** While it is closed nobody gets through, and whoever was through is cut off. */
  set(open: boolean): void;
  stop(): Promise<void>;
}

/** Stands before a server; where `loses` says so, an answer is not passed on and the connection, which had so many answers, breaks instead. */
export async function startProxy(target: string, loses: (answers: number) => boolean): Promise<Proxy> {
  const url = new URL(target);
  const { port, hostname } = url;
  const sockets = new Set<Socket>();
  let lost = 0;
  let isOpen = true;
  const proxy = createServer((near) => {
    if (!isOpen) return near.resetAndDestroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    let answers = 0;
    far.on('data', (bytes) => {
      if (!loses(++answers)) return near.write(bytes);
      lost += 1;
      near.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url.port = String((proxy.address() as AddressInfo).port);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    lost: () => lost,
    set(open) {
      isOpen = open;
      if (!open) cut();
    },
    stop: async () => {
      cut();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

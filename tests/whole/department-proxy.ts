import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What becomes of a department's line: `refused`: nobody listens; `reset`: whoever connects is cut off; `hung`: nobody answers. */
export type Outage = 'refused' | 'reset' | 'hung';

/** The line between one department's server and whoever asks it. Others on the same server notice nothing. */
export type DepartmentProxy = {
  /** The department's URL by way of this line. */
  readonly url: string;
  /** Ends every connection at once, and every later one as it says. */
  readonly fail: (outage: Outage) => Promise<void>;
  /** At the same port again. */
  readonly restore: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openDepartmentProxy(databaseUrl: string): Promise<DepartmentProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let outage: Outage | null = null;
  let server: Server | null = null;
  let port = 0;

  const carry = (client: Socket): void => {
    const upstream = outage === null ? connect(Number(target.port), target.hostname) : null;
    for (const socket of [client, upstream]) {
      if (socket === null) continue;
      sockets.add(socket);
      socket.on('error', () => {}); // the other end is ended below
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream?.destroy();
      });
    }
    if (outage === 'reset') cut(client);
    client.on('data', (chunk) => outage ?? upstream?.write(chunk));
    upstream?.on('data', (chunk) => outage ?? client.write(chunk));
  };
  const listen = async (): Promise<void> => {
    const opened = createServer(carry);
    await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', resolve));
    port = (opened.address() as AddressInfo).port;
    server = opened;
  };
  const cutAll = (): void => {
    for (const socket of sockets) cut(socket);
  };
  const stopListening = async (): Promise<void> => {
    const closing = server;
    server = null;
    const closed = new Promise((resolve) => (closing === null ? resolve(null) : closing.close(resolve)));
    cutAll();
    await closed;
  };
  await listen();
  const url = new URL(databaseUrl);
  url.port = String(port);
  return {
    url: url.href,
    fail: async (kind) => {
      outage = kind;
      if (kind === 'refused') await stopListening();
      if (kind === 'reset') cutAll(); // what hangs keeps its connections, and says nothing on them
    },
    restore: async () => {
      const hung = outage === 'hung';
      outage = null;
      if (hung) cutAll(); // bytes were lost on them
      if (server === null) await listen();
    },
    close: stopListening,
  };
}

/** Node.js loses the handle of a socket that is reset while it says goodbye, and then never ends. */
const cut = (socket: Socket): Socket => (socket.writableEnded ? socket.destroy() : socket.resetAndDestroy());

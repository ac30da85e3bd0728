import { createServer } from 'node:http';
import { type AddressInfo, Server } from 'node:net';
import { createEmulator, type SeedConfig } from 'emulate';

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * `createEmulator` takes no host: its server would listen on every interface, and an unknown token is its first user.
 * So the one call to `listen` with our port gets the loopback host, and the server is kept to hear whether it listens.
 */
function bindToLoopback(port: number): { listening: () => Promise<Server>; restore: () => void } {
  const original = Server.prototype.listen;
  let found: Server | undefined;
  function listen(this: Server, ...args: unknown[]): Server {
    if (args[0] !== port || args[1] !== undefined) return Reflect.apply(original, this, args);
    found = this;
    return Reflect.apply(original, this, [port, '127.0.0.1']);
  }
  Server.prototype.listen = listen as typeof original;
  return {
    listening: async () => {
      const server = found;
      if (!server) throw new Error('The emulator opened no server.');
      if (!server.listening) {
        await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
      }
      return server;
    },
    restore: () => {
      Server.prototype.listen = original;
    },
  };
}

/** A vendor's stand-in in this process, reachable from this machine only. */
export async function startEmulator(
  service: 'google' | 'twilio',
  seed: SeedConfig,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const binding = bindToLoopback(port);
  try {
    const emulator = await createEmulator({ service, port, seed, baseUrl: url });
    const server = await binding.listening();
    return {
      url,
      async stop() {
        if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function') {
          server.closeAllConnections();
        }
        await emulator.close();
      },
    };
  } finally {
    binding.restore();
  }
}

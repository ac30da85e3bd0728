import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least of Slack's Web API that a process needs to start and to answer a command; nothing is kept. */
export async function startSlackAnswers(teamId: string) {
  const waiting = new Map<string, () => void>();
  const answers: Record<string, object> = {
    'auth.test': { team_id: teamId, user_id: 'U0BOT00001', bot_id: 'B0BOT00001' },
    'users.info': {
      user: { id: 'U0ADMIN001', team_id: teamId, tz: 'Europe/Berlin', profile: { real_name: 'Amara Okafor' } },
    },
  };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const path = request.url ?? '';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, ...answers[path.replace('/api/', '')] }));
      waiting.get(path)?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${base}/api/`,
    /** An address to answer at, and when something has come in there. */
    responseUrl(id: number): { url: string; answered: Promise<void> } {
      const path = `/respond/${id}`;
      const answered = new Promise<void>((resolve) => waiting.set(path, resolve)).then(() => void waiting.delete(path));
      return { url: base + path, answered };
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type SlackAnswers = Awaited<ReturnType<typeof startSlackAnswers>>;

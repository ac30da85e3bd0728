import type { IncomingMessage, ServerResponse } from 'node:http';

interface Route {
  path: string;
  method: string[];
  handler(request: IncomingMessage, response: ServerResponse): void;
}

/** Liveness for monitors, by GET and HEAD: the process answers and so does its database. Gives nothing else away. */
export function healthRoutes(deps: { isAlive(): Promise<boolean> }): Route[] {
  return [
    {
      path: '/healthz',
      method: ['GET', 'HEAD'],
      handler(_request, response) {
        deps.isAlive().then(
          () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}'),
          () =>
            response
              .writeHead(503, { 'content-type': 'application/json' })
              .end('{"status":"database does not answer"}'),
        );
      },
    },
  ];
}

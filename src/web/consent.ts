import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../kernel/errors.ts';

interface Route {
  path: string;
  method: string[];
  handler(request: IncomingMessage, response: ServerResponse): void;
}

/** Where Google sends people back to; as it is written into the client at Google. */
export const CONSENT_PATH = '/oauth/google/callback';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escaped(title)}</title>
<style>body{font:17px/1.5 system-ui,sans-serif;max-width:32em;margin:15vh auto;padding:0 1.5em;color:#1d1c1d;background:#fff}
@media(prefers-color-scheme:dark){body{color:#d1d2d3;background:#1a1d21}}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(body)}</p></body></html>`;

function answer(response: ServerResponse, status: number, title: string, body: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    })
    .end(page(title, body));
}

/**
 * Google's answer to a person who was asked for their mailbox. The state in it is known to the one who asked alone, so this
 * address gives nothing away to anybody else, and does nothing for them.
 */
export function consentRoutes(deps: {
  finish(answer: { state: string; code: string }): Promise<{ address: string }>;
}): Route[] {
  return [
    {
      path: CONSENT_PATH,
      method: ['GET'],
      handler(request, response) {
        const { searchParams } = new URL(request.url ?? '/', 'http://here');
        const [state, code] = [searchParams.get('state') ?? '', searchParams.get('code') ?? ''];
        if (searchParams.get('error')) {
          answer(
            response,
            200,
            'Nothing was connected',
            'You said no at Google. /sales connect in Slack begins again.',
          );
          return;
        }
        if (!state || !code) {
          answer(response, 400, 'This link is not complete', 'Begin again with /sales connect in Slack.');
          return;
        }
        deps.finish({ state, code }).then(
          ({ address }) =>
            answer(
              response,
              200,
              'Connected',
              `${address} sends and reads your sales mail from now on. You can close this page.`,
            ),
          (error: unknown) => {
            const words = error instanceof AppError ? error.forUser : 'Please try it again in a minute.';
            answer(response, error instanceof AppError ? 400 : 503, 'Nothing was connected', words);
          },
        );
      },
    },
  ];
}

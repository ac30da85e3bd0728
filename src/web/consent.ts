import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../kernel/errors.ts';

interface Route {
  path: string;
  method: string[];
  handler(request: IncomingMessage, response: ServerResponse): void;
}

/** Where a provider sends people back to; as it is written into the client there. */
export const CONSENT_PATHS = { google: '/oauth/google/callback', linkedin: '/oauth/linkedin/callback' };

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

/** Where one provider sends a person back to, and what is said there. */
export interface ConsentPage {
  path: string;
  /** "Google" */
  provider: string;
  /** How it begins in Slack. */
  command: string;
  /** Takes the answer; in words what is so from now on. */
  finish(answer: { state: string; code: string }): Promise<string>;
}

/**
 * A provider's answer to a person who was asked for something of their own. The state in it is known to the one who asked alone, so
 * this address gives nothing away to anybody else, and does nothing for them.
 */
export function consentRoutes(pages: ConsentPage[]): Route[] {
  return pages.map(({ path, provider, command, finish }) => ({
    path,
    method: ['GET'],
    handler(request, response) {
      const { searchParams } = new URL(request.url ?? '/', 'http://here');
      const [state, code] = [searchParams.get('state') ?? '', searchParams.get('code') ?? ''];
      if (searchParams.get('error')) {
        const words = `You said no at ${provider}. ${command} in Slack begins again.`;
        answer(response, 200, 'Nothing was connected', words);
        return;
      }
      if (!state || !code) {
        answer(response, 400, 'This link is not complete', `Begin again with ${command} in Slack.`);
        return;
      }
      finish({ state, code }).then(
        (words) => answer(response, 200, 'Connected', `${words} You can close this page.`),
        (error: unknown) => {
          const words = error instanceof AppError ? error.forUser : 'Please try it again in a minute.';
          answer(response, error instanceof AppError ? 400 : 503, 'Nothing was connected', words);
        },
      );
    },
  }));
}

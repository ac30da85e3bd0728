import type { IncomingMessage, ServerResponse } from 'node:http';

interface Route {
  path: string;
  method: string[];
  handler(request: IncomingMessage & { params?: Record<string, string> }, response: ServerResponse): void;
}

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title>
<style>body{font:17px/1.5 system-ui,sans-serif;max-width:32em;margin:15vh auto;padding:0 1.5em;color:#1d1c1d;background:#fff}
button{font:inherit;padding:.5em 1.2em;border:0;border-radius:.4em;background:#007a5a;color:#fff;cursor:pointer}
@media(prefers-color-scheme:dark){body{color:#d1d2d3;background:#1a1d21}}</style></head>
<body><h1>${title}</h1>${body}</body></html>`;

const ASK = page(
  'No more mails?',
  '<p>One click, and nobody of this team writes to this address again.</p><form method="post"><button>No more mails</button></form>',
);
const DONE = page('Done', '<p>Nobody of this team writes to this address again. There is nothing more to do.</p>');
const UNKNOWN = page(
  'This link is not known',
  '<p>Answer the mail with “no”, and you will not be written to again.</p>',
);
const LATER = page('That did not work', '<p>Please try it again in a minute, or answer the mail with “no”.</p>');

function answer(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    })
    .end(html);
}

/**
 * The opt-out link of a mail (RFC 8058). To look at it changes nothing, as scanners look at every link; a POST works at once, from a mail
 * program's own button and from the page alike. What stands behind a token is never shown.
 */
export function optOutRoutes(deps: {
  isKnown(token: string): boolean;
  optOut(token: string): Promise<boolean>;
}): Route[] {
  const tokenOf = (request: IncomingMessage & { params?: Record<string, string> }) =>
    request.params?.token ?? (request.url ?? '').split('?')[0]?.split('/').at(-1) ?? '';
  return [
    {
      path: '/o/:token',
      method: ['GET', 'HEAD'],
      handler(request, response) {
        if (deps.isKnown(tokenOf(request))) answer(response, 200, ASK);
        else answer(response, 404, UNKNOWN);
      },
    },
    {
      path: '/o/:token',
      method: ['POST'],
      handler(request, response) {
        request.resume();
        deps.optOut(tokenOf(request)).then(
          (isKnown) => answer(response, isKnown ? 200 : 404, isKnown ? DONE : UNKNOWN),
          () => answer(response, 503, LATER),
        );
      },
    },
  ];
}

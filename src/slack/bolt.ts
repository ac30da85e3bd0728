import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  App,
  type AuthorizeResult,
  type CustomRoute,
  HTTPReceiver,
  type Receiver,
  SocketModeReceiver,
} from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Logger } from '../kernel/logger.ts';
import { boltLogger } from './bolt-logger.ts';
import type { SlackConfig } from './config.ts';
import type { Events } from './events.ts';
import type { Gestures, Respond } from './gestures.ts';
import { wait } from './posting.ts';
import type { Submissions } from './submissions.ts';

const CALL_TIMEOUT_MS = 10_000;
const CLOSE_MS = 2_000;

/** Never a shared `headers` object, always an explicit `retryConfig`: the SDK writes into the options that it is given. */
export function clientOptions(config: SlackConfig, logger: Logger): WebClientOptions {
  return {
    ...(config.apiUrl ? { slackApiUrl: config.apiUrl.endsWith('/') ? config.apiUrl : `${config.apiUrl}/` } : {}),
    logger: boltLogger(logger),
    retryConfig: { retries: 0 },
    timeout: CALL_TIMEOUT_MS,
    rejectRateLimitedCalls: true,
  };
}

/** Socket Mode when there is an app token, HTTP otherwise; `customRoutes` are served by either. */
export function createReceiver(config: SlackConfig, logger: Logger, customRoutes: CustomRoute[]): Receiver {
  if (!config.appToken) {
    const { signingSecret = '', port } = config;
    return new HTTPReceiver({ signingSecret, port, logger: boltLogger(logger), customRoutes });
  }
  // A connection that is lost is sought again for as long as the process lives.
  const patient = { rejectRateLimitedCalls: false, retryConfig: { retries: 100, factor: 1.3, maxTimeout: 30_000 } };
  const receiver = new SocketModeReceiver({
    appToken: config.appToken,
    logger: boltLogger(logger),
    customRoutes,
    installerOptions: { port: config.port, clientOptions: { ...clientOptions(config, logger), ...patient } },
  });
  catchRequests(receiver, logger);
  return receiver;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * The web server that Bolt opens beside Socket Mode lets an error of a request end the process: an address that can't be read (`//`,
 * `/o/%E0`) would do. Here it is answered with 400.
 */
function catchRequests(receiver: SocketModeReceiver, logger: Logger): void {
  const { httpServer } = receiver as unknown as { httpServer?: Server };
  if (!httpServer) return;
  const listeners = httpServer.listeners('request') as Listener[];
  httpServer.removeAllListeners('request');
  httpServer.on('request', (request, response) => {
    for (const listener of listeners) {
      Promise.resolve()
        .then(() => listener(request, response))
        .catch((error: unknown) => {
          logger.info({ error }, 'A request could not be read');
          if (!response.headersSent) response.writeHead(400);
          response.end();
        });
    }
  });
}

/** Bolt's own stop does not wait until the connection is closed. */
export async function stopReceiver(receiver: Receiver): Promise<void> {
  if (receiver instanceof SocketModeReceiver) {
    const { client: link } = receiver;
    await Promise.race([link.disconnect(), wait(CLOSE_MS)]);
  }
  await receiver.stop();
}

interface Incoming {
  gestures: Gestures;
  submissions: Submissions;
  events: Events;
  /** Keeps work under way until it is over, also after Slack was answered. */
  keep(work: Promise<unknown>): void;
}

/** One listener for each kind: which button or command it is, and what is unknown, is decided behind the access check. */
export function listen(
  deps: { receiver: Receiver; config: SlackConfig; logger: Logger; authorize: () => Promise<AuthorizeResult> },
  { gestures, submissions, events, keep }: Incoming,
): void {
  const { receiver, config, logger } = deps;
  const options = clientOptions(config, logger);
  const app = new App({
    receiver,
    authorize: deps.authorize,
    logger: boltLogger(logger),
    convoStore: false,
    clientOptions: options,
  });
  app.error(async (error) => logger.error({ error }, 'A payload from Slack could not be handled'));

  const kept = (work: Promise<void>): Promise<void> => {
    keep(work);
    return work;
  };
  const any = /.*/s;
  app.command(any, ({ body, ack, respond }) => kept(gestures.onCommand(body, () => ack(), toRespond(respond))));
  app.action(any, ({ body, ack, respond }) => kept(gestures.onAction(body, () => ack(), toRespond(respond))));
  app.shortcut(any, (args) =>
    kept(gestures.onShortcut(args.body, () => args.ack(), 'respond' in args ? toRespond(args.respond) : undefined)),
  );
  app.options(any, ({ body, ack }) => kept(gestures.onOptions(body, ack as never)));
  app.view(any, ({ body, ack }) => kept(submissions.onSubmission(body, ack as never)));
  app.event('message', ({ body }) => kept(events.onMessage(body)));
  app.event('app_home_opened', ({ body }) => kept(events.onHomeOpened(body)));
  app.event('user_change', ({ body }) => kept(events.onUserChange(body)));
  app.event('app_uninstalled', () => kept(events.onRemoved('app_uninstalled')));
  app.event('tokens_revoked', () => kept(events.onRemoved('tokens_revoked')));
}

function toRespond(respond: unknown): Respond {
  return typeof respond === 'function' ? async (body) => respond(body) : undefined;
}

import { randomUUID } from 'node:crypto';
import type { TurnableClock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { createActs } from './slack/acts/acts.ts';
import { createDelivery } from './slack/delivery/delivery.ts';
import { createEvents } from './slack/events.ts';
import { createFaults } from './slack/faults.ts';
import { createFeed } from './slack/feed.ts';
import { createHand, type Hand } from './slack/hand.ts';
import { readManifest } from './slack/manifest.ts';
import { createMethods } from './slack/methods/all.ts';
import type { SuggestedPrompts } from './slack/methods/assistant.ts';
import { createPageShapes } from './slack/page-shapes.ts';
import { createPosts } from './slack/posts.ts';
import type { Identity } from './slack/records.ts';
import { createResponses } from './slack/responses.ts';
import { createShapes } from './slack/shapes.ts';
import { createStore } from './slack/store.ts';
import { createTriggers } from './slack/triggers.ts';
import { createTurning, type OnTurn } from './slack/turning.ts';
import { createViews } from './slack/views.ts';
import { createApi } from './slack/web/api.ts';
import { createPageSide } from './slack/web/page.ts';
import { createWorkspaceServer, type Route } from './slack/web/server.ts';
import { snapshotFor } from './slack/web/snapshot.ts';
import type { SimulatorWorld } from './slack/world-type.ts';

export interface SimulatorOptions {
  /** 0 for any free one. */
  port: number;
  clock: TurnableClock;
  logger: Logger;
  world: SimulatorWorld;
  /** The app's manifest.yml, parsed: the commands, shortcuts, scopes and events that this workspace grants it. */
  manifest: unknown;
  /** HTTP mode: where signed requests go. Socket Mode when absent. */
  eventsUrl?: string;
  /** The app's side of turning the clock; without it the clock is only set. */
  onTurn?: OnTurn;
  /** Folder of the built page. */
  pageDir?: string;
  /** Further requests that this address answers; each says whether it was one of its own. */
  routes?: Route[];
  /** For tests: Slack's three seconds, its retries (milliseconds after the try before), the life of a trigger. */
  timing?: { ackDeadlineMs?: number; retryAfterMs?: number[]; triggerLifeMs?: number };
}

export interface Simulator {
  url: string;
  /** Base address of the Web API, with a slash at its end. */
  slackApiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  botUserId: string;
  botId: string;
  appId: string;
  teamId: string;
  /** What people and Slack itself do and see, without the page. */
  workspace: Hand;
  /** From now on the app is reached by signed HTTP there; undefined goes back to Socket Mode. */
  reachByHttp(url: string | undefined): void;
  stop(): Promise<void>;
}

/**
 * Opens a small Slack of our own on 127.0.0.1: Slack's wire protocol for the app, a page for people, a hand for tests.
 * Throws when the port is taken, and for a manifest that can't be read.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, logger, world, timing = {} } = options;
  const manifest = readManifest(options.manifest);
  const teamDomain = world.teamName.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const identity: Identity = {
    teamId: world.teamId,
    teamName: world.teamName,
    teamDomain,
    botUserId: 'U0SALESBOT',
    botId: 'B0SALESBOT',
    appId: 'A0SIMULATE',
  };
  // New at each start, so that another program on this machine can't guess them.
  const tokens = { bot: `xoxb-simulator-${randomUUID()}`, app: `xapp-1-simulator-${randomUUID()}` };
  const signingSecret = randomUUID().replaceAll('-', '');
  let url = '';
  const baseUrl = () => url;

  const store = createStore({ clock, world, identity, botName: manifest.botName });
  const feed = createFeed();
  const shapes = createShapes({ store, clock, identity, manifest, baseUrl });
  const pages = createPageShapes({ store, manifest });
  const delivery = createDelivery({
    logger,
    appId: identity.appId,
    signingSecret,
    eventsUrl: options.eventsUrl,
    deadlineMs: timing.ackDeadlineMs,
    retryAfterMs: timing.retryAfterMs,
    onConnection: (connected) => feed.show({ type: 'app', connected }),
  });
  const events = createEvents({ store, shapes, clock, identity, manifest, delivery });
  const posts = createPosts({ store, shapes, pages, feed, events, identity, logger });
  const views = createViews({ store, pages, feed });
  const triggers = createTriggers({ clock, lifeMs: timing.triggerLifeMs, teamId: identity.teamId, baseUrl });
  const suggested = new Map<string, SuggestedPrompts>();
  const methods = createMethods(
    { store, shapes, pages, feed, events, posts, views, triggers, identity, manifest, clock, baseUrl },
    suggested,
  );
  const turning = createTurning({ clock, feed, onTurn: options.onTurn });
  const acts = createActs({
    store,
    shapes,
    pages,
    feed,
    events,
    posts,
    views,
    triggers,
    delivery,
    identity,
    manifest,
    now: clock.now,
    turn: turning.turn,
  });
  const faults = createFaults();
  const api = createApi({
    methods,
    faults,
    scopes: manifest.scopes,
    tokens,
    logger,
    openConnection: () => delivery.socket.ticket(url),
  });
  const stateFor = (userId: string) =>
    snapshotFor(
      { store, pages, views, delivery, manifest, identity, world, now: clock.now, isTurning: turning.isTurning },
      userId,
    );
  const page = createPageSide({ store, feed, acts, world, pageDir: options.pageDir, stateFor });
  const respond = createResponses({ store, posts, triggers });
  const server = createWorkspaceServer({
    port: options.port,
    api,
    page,
    socket: delivery.socket,
    store,
    botToken: tokens.bot,
    respond,
    routes: options.routes,
    logger,
  });
  url = await server.listen();

  return {
    url,
    slackApiUrl: `${url}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    botUserId: identity.botUserId,
    botId: identity.botId,
    appId: identity.appId,
    teamId: identity.teamId,
    workspace: createHand({
      store,
      acts,
      views,
      posts,
      events,
      delivery,
      identity,
      suggested,
      failNext: faults.failNext,
      calls: api.calls,
      isApiBusy: api.isBusy,
      revokeTokens: api.revoke,
    }),
    reachByHttp: delivery.reachByHttp,
    async stop() {
      delivery.stop();
      await server.stop();
    },
  };
}

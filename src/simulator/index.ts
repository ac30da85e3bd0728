import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Instant, TurnableClock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { createActs } from './workspace/acts.ts';
import { createDelivery } from './workspace/delivery.ts';
import { createHand, type Hand } from './workspace/hand.ts';
import { createHub, type Identity, type Manifest } from './workspace/hub.ts';
import { createMethods } from './workspace/methods.ts';
import { createState } from './workspace/state.ts';
import { createWeb } from './workspace/web.ts';

/** Who and what is in the workspace when it opens. */
export interface SlackWorld {
  teamId: string;
  teamName: string;
  people: {
    id: string;
    name: string;
    realName: string;
    title: string;
    timezone: string;
    email?: string;
    isGuest?: boolean;
    deleted?: boolean;
    teamId?: string;
  }[];
  channels: { id: string; name: string; kind: 'channel' | 'private'; memberIds: string[]; topic: string }[];
  actAs: { id: string; label: string }[];
  sampleFiles: { name: string; description: string; content: string }[];
  /** Channels that the app has been invited to. */
  appChannels?: string[];
}

export interface Simulator {
  url: string;
  slackApiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  botUserId: string;
  teamId: string;
  workspace: Hand;
  /** From now on the app is reached by signed HTTP there instead of Socket Mode. */
  reachByHttp(url: string): void;
  stop(): Promise<void>;
}

const manifestSchema = z.looseObject({
  features: z.looseObject({
    bot_user: z.looseObject({ display_name: z.string() }).optional(),
    slash_commands: z
      .array(
        z.looseObject({
          command: z.string(),
          description: z.string().default(''),
          usage_hint: z.string().default(''),
          should_escape: z.boolean().default(false),
        }),
      )
      .default([]),
    shortcuts: z
      .array(
        z.looseObject({
          callback_id: z.string(),
          name: z.string(),
          description: z.string().default(''),
          type: z.string(),
        }),
      )
      .default([]),
  }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
  settings: z
    .looseObject({ event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).default([]) }).optional() })
    .optional(),
});

function readManifest(raw: unknown): Manifest {
  const { features, oauth_config, settings } = manifestSchema.parse(raw);
  return {
    botName: features.bot_user?.display_name ?? 'app',
    commands: features.slash_commands.map((one) => ({
      command: one.command,
      description: one.description,
      usageHint: one.usage_hint,
      shouldEscape: one.should_escape,
    })),
    shortcuts: features.shortcuts.map((one) => ({
      callbackId: one.callback_id,
      name: one.name,
      description: one.description,
      type: one.type,
    })),
    scopes: oauth_config.scopes.bot,
    events: settings?.event_subscriptions?.bot_events ?? [],
  };
}

/** A small Slack of our own on 127.0.0.1: the wire protocol for the app, a page for people, a hand for tests. */
export async function startSimulator(options: {
  port: number;
  clock: TurnableClock;
  logger: Logger;
  world: SlackWorld;
  /** The app's manifest.yml, parsed: its commands, shortcuts, scopes and events are what this workspace knows of it. */
  manifest: unknown;
  eventsUrl?: string;
  onTurn?(to: Instant, progress: (note: string) => void): Promise<void>;
  pageDir?: string;
}): Promise<Simulator> {
  const { clock, logger, world } = options;
  const manifest = readManifest(options.manifest);
  const identity: Identity = {
    teamId: world.teamId,
    teamName: world.teamName,
    botUserId: 'U0SALESBOT',
    botId: 'B0SALESBOT',
    appId: 'A0SIMULATOR',
  };
  // New at each start: no page of another site can know them.
  const tokens = { bot: `xoxb-simulator-${randomUUID()}`, app: `xapp-1-simulator-${randomUUID()}` };
  const signingSecret = randomUUID();
  const state = createState(clock);
  for (const one of world.people) {
    state.people.set(one.id, {
      ...one,
      isBot: false,
      isGuest: one.isGuest ?? false,
      deleted: one.deleted ?? false,
      teamId: one.teamId ?? world.teamId,
    });
  }
  state.people.set(identity.botUserId, {
    id: identity.botUserId,
    name: 'salesagent',
    realName: manifest.botName,
    title: 'App',
    timezone: 'UTC',
    isBot: true,
    isGuest: false,
    deleted: false,
    teamId: world.teamId,
  });
  const invited = world.appChannels ?? world.channels.map((one) => one.id);
  for (const one of world.channels) {
    const memberIds = invited.includes(one.id) ? [...one.memberIds, identity.botUserId] : [...one.memberIds];
    state.channels.set(one.id, { ...one, memberIds, messages: [], lastRead: new Map() });
  }

  let baseUrl = '';
  let isTurning = false;
  const delivery = createDelivery({
    logger,
    signingSecret,
    eventsUrl: options.eventsUrl,
    onConnection: (connected) => hub.show({ type: 'app', connected }),
  });
  const hub = createHub({ state, clock, logger, manifest, identity, delivery, baseUrl: () => baseUrl });

  async function turn(to: Instant): Promise<void> {
    if (isTurning) throw new Error('The clock is being turned already.');
    if (to <= clock.now()) throw new Error('The clock turns forward only.');
    isTurning = true;
    const tell = (note?: string) => hub.show({ type: 'clock', now: clock.now(), turning: isTurning, note });
    tell();
    try {
      if (options.onTurn) await options.onTurn(to, tell);
      else clock.set(to);
    } finally {
      isTurning = false;
      tell();
    }
  }

  const acts = createActs(hub, { turn });
  const web = createWeb({
    hub,
    acts,
    methods: createMethods(hub),
    tokens,
    logger,
    pageDir: options.pageDir,
    actAs: world.actAs,
    sampleFiles: world.sampleFiles,
    isTurning: () => isTurning,
  });
  await new Promise<void>((resolve, reject) => {
    web.server.once('error', reject);
    web.server.listen(options.port, '127.0.0.1', resolve);
  });
  baseUrl = `http://127.0.0.1:${(web.server.address() as AddressInfo).port}`;

  return {
    url: baseUrl,
    slackApiUrl: `${baseUrl}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    botUserId: identity.botUserId,
    teamId: world.teamId,
    workspace: createHand(hub, acts, { failNext: (method, fault) => web.failNext(method, fault) }),
    reachByHttp: delivery.reachByHttp,
    async stop() {
      delivery.stop();
      await web.stop();
    },
  };
}

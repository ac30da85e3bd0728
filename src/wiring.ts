import type { Db } from './db/index.ts';
import { createAccess } from './features/access/index.ts';
import { type ChartRenderer, createAnalytics } from './features/analytics/index.ts';
import { createCalling } from './features/calling/index.ts';
import type { CallRecordings, Transcriber } from './features/calling/ports.ts';
import { createChannels } from './features/channels/index.ts';
import type { CallProvider, MailConsent, MailProvider, TextProvider } from './features/channels/ports.ts';
import { createCoaching } from './features/coaching/index.ts';
import { createDeliverability } from './features/deliverability/index.ts';
import { createDrafting, createModelBudget, type Drafting } from './features/drafting/index.ts';
import { createInteractions } from './features/interactions/index.ts';
import { createLeads } from './features/leads/index.ts';
import { createPassport, type Passport, type PassportDeps } from './features/passport/index.ts';
import { createPlaybooks } from './features/playbook/index.ts';
import { createPosts } from './features/posts/index.ts';
import { createScoring } from './features/scoring/index.ts';
import { createSequences, type Sequences } from './features/sequences/index.ts';
import { createSettings } from './features/settings/index.ts';
import { createThreads } from './features/threads/index.ts';
import type { Clock } from './kernel/clock.ts';
import { createIds, type Ids } from './kernel/ids.ts';
import type { Llm } from './kernel/llm.ts';
import type { Logger } from './kernel/logger.ts';
import { createAddressHash, type SecretBox } from './kernel/secret-box.ts';
import type { Features } from './slack/features.ts';

/** What the features need from the world: everything here may be a stand-in, nothing else. */
export interface Ports {
  db: Db;
  clock: Clock;
  logger: Logger;
  secretBox: SecretBox;
  addressSalt: string;
  charts: ChartRenderer;
  /** Without it, mailboxes can't be read or written from. */
  mail?: MailProvider;
  /** Without it, nobody can connect a mailbox of their own. */
  consent?: MailConsent;
  /** Where the mail provider sends a person back to. */
  redirect?: { uri: string; isPublic: boolean };
  /** Without it, WhatsApp and SMS can't be used. */
  texts?: TextProvider;
  /** Without it, people call with their own phones. */
  calls?: CallProvider;
  /** Without them, no recording of a call can be had. */
  recordings?: CallRecordings;
  /** Without it, nobody writes down what was said in a recorded call. */
  transcriber?: Transcriber;
  /** Without it, templates write. */
  llm?: Llm;
  /** The public address of this process, for opt-out links; absent where the web does not reach it. */
  baseUrl?: string;
  /** In place of the product's table of whom one may write to. */
  policy?: PassportDeps['policy'];
  /** In place of ids by chance. */
  ids?: Ids;
  /** In place of the drafting that `llm` makes. */
  drafting?: Drafting;
}

/** The features, each given the ones that it builds on. The only place where they are put together. */
export function createFeatures(ports: Ports): Omit<Features, 'connections'> {
  const { db, clock, logger } = ports;
  const ids = ports.ids ?? createIds(clock);
  const access = createAccess({ db, clock, ids });
  const threads = createThreads({ db });
  const settings = createSettings({ db, clock, record: access.record });
  const playbook = createPlaybooks({ db, clock, threads });
  const channels = createChannels({
    db,
    clock,
    ids,
    secretBox: ports.secretBox,
    addressHash: createAddressHash(ports.addressSalt),
    mail: ports.mail,
    texts: ports.texts,
    calls: ports.calls,
    threads,
    consent: ports.consent,
    redirect: ports.redirect,
    async nameOf(memberId) {
      const member = await access.member(memberId);
      return member?.status === 'active' ? member.name : undefined;
    },
  });
  const leads = createLeads({
    db,
    clock,
    ids,
    threads,
    access,
    playbook,
    onDoNotContact: (scope, lead) =>
      channels.suppressPerson(scope, lead, {
        reason: 'do_not_contact',
        source: 'noted with the lead',
        at: clock.now(),
      }),
    onConsents: (scope, by, consents) => passport.keepConsents(scope, by, consents),
    onHandedOver: (scope, leadId, ownerId) => sequences.handOver(scope, leadId, ownerId),
  });
  const passport: Passport = createPassport({ db, clock, ids, access, threads, leads, policy: ports.policy });
  const deliverability = createDeliverability({ db, clock, threads, access, settings });
  const drafting =
    ports.drafting ??
    createDrafting({ llm: ports.llm, budget: createModelBudget({ db, clock, ids, settings }), clock, logger });
  const sequences: Sequences = createSequences({
    db,
    clock,
    ids,
    logger,
    access,
    settings,
    playbook,
    leads,
    drafting,
    channels,
    passport,
    threads,
    deliverability,
    marks: leads,
    optOutUrl: ports.baseUrl ? (token) => new URL(`/o/${token}`, ports.baseUrl).href : undefined,
  });
  const interactions = createInteractions({
    db,
    clock,
    ids,
    logger,
    threads,
    leads,
    sequences,
    channels,
    deliverability,
    access,
    playbook,
  });
  return {
    access,
    settings,
    playbook,
    leads,
    scoring: createScoring({ db, clock, playbook, leads, channels }),
    sequences,
    channels,
    passport,
    deliverability,
    interactions,
    threads,
    calling: createCalling({
      db,
      clock,
      ids,
      logger,
      access,
      channels,
      leads,
      interactions,
      sequences,
      settings,
      threads,
      recordings: ports.recordings,
      transcriber: ports.transcriber,
      budget: createModelBudget({ db, clock, ids, settings }, 'transcription'),
    }),
    coaching: createCoaching({ db, clock, threads, leads, access, playbook, interactions }),
    analytics: createAnalytics({ db, clock, charts: ports.charts }),
    posts: createPosts({ db, clock }),
    clock,
  };
}

import { commands } from '../../../commands/index.ts';
import type { Member } from '../../../src/features/access/index.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import type { Scene, SceneLead } from './scene.ts';

type ActResult = Awaited<ReturnType<Scene['hand']['command']>>;

export interface At {
  scene: Scene;
  by: Member;
  lead: SceneLead;
}

/** One gesture that somebody makes while something is slow. */
export interface Press {
  name: string;
  /** Its person sends mail. */
  hasMailbox?: boolean;
  /** What has to stand before it: an open modal, a card. */
  before?(at: At): Promise<unknown>;
  press(at: At): Promise<ActResult>;
  /** What the person sees in the end, somewhere. */
  shows?: RegExp | ((at: At) => RegExp);
  /** Slack shows nothing of it by itself: a select that opens, a note in a thread. */
  isSilent?: boolean;
  /** What it has to have changed, exactly once. */
  kept?(at: At): Promise<boolean>;
}

const escaped = (text: string) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const ofLead = ({ lead }: At) => escaped(lead.name.split(' ')[1] ?? lead.name);

const texts: Record<string, (at: At) => string> = {
  '/lead': ({ lead }) => lead.name,
  '/touches': () => '',
  '/thread': ({ lead }) => lead.name,
  '/coach': ({ lead }) => lead.name,
  '/why': ({ lead }) => lead.name,
  '/sales': () => 'connect',
};

const shows: Record<string, Press['shows']> = {
  '/lead': ofLead,
  '/leads': /Ranked|leads|points/i,
  '/touches': ofLead,
  '/thread': ofLead,
  '/coach': ofLead,
  '/pipeline': /leads/i,
  '/playbook': /Playbook|sell/i,
  '/crm': /CRM/,
  '/why': ofLead,
  '/sales': /mailbox/,
};

/** Every command that there is. */
const everyCommand: Press[] = commands.map(({ name }) => ({
  name: `command:${name}`,
  press: (at) => at.scene.hand.command(at.by.id, name, texts[name]?.(at) ?? ''),
  shows: shows[name] ?? /./,
}));

const opened = ({ scene, by }: At, callbackId: string) =>
  scene.hand.waitFor(() => scene.hand.modalOf(by.id)?.json.callback_id === callbackId, 10_000);
const modalId = ({ scene, by }: At) => scene.hand.modalOf(by.id)?.id ?? '';
const pressInModal = (at: At, actionId: string, value?: unknown) =>
  at.scene.hand.click(at.by.id, { viewId: modalId(at) }, actionId, value);

/** The newest message that this person sees with such a button on it. */
export function cardWith({ scene, by }: At, actionId: string): { channelId: string; ts: string } | undefined {
  const dm = scene.hand.dmOf(by.id);
  const found = scene.hand.seenBy(by.id, dm).filter((one) => JSON.stringify(one.blocks).includes(`"${actionId}`));
  const newest = found.at(-1);
  return newest && { channelId: newest.channelId, ts: newest.ts };
}

async function clickCard(at: At, actionId: string, value?: unknown): Promise<ActResult> {
  const card = cardWith(at, actionId);
  if (!card) return { ok: false, error: `no card with ${actionId}` };
  return at.scene.hand.click(at.by.id, card, actionId, value);
}

async function showCard(at: At, command: string, text: string, actionId: string): Promise<void> {
  await at.scene.hand.command(at.by.id, command, text);
  await at.scene.hand.waitFor(() => cardWith(at, actionId), 10_000);
}

async function openBy(at: At, command: string, text: string, callbackId: string): Promise<void> {
  await at.scene.hand.command(at.by.id, command, text);
  await opened(at, callbackId);
}

const count = async (query: { first(): Promise<{ n?: unknown } | undefined> }) => Number((await query.first())?.n ?? 0);
const inLog = async ({ scene, lead }: At, kind: string) =>
  count(scene.app.db('log_entries').where({ kind, lead_id: lead.id }).count({ n: '*' }));

/** A button, menu, box, form, shortcut, event of each kind. */
const oneOfEachKind: Press[] = [
  {
    name: 'a button on a card that approves',
    hasMailbox: true,
    before: (at) => showCard(at, '/touches', '', 'touch.approve_all'),
    press: (at) => clickCard(at, 'touch.approve_all'),
    shows: /approved by/,
    kept: async (at) => (await inLog(at, 'touch.approved')) > 1,
  },
  {
    name: 'a button on a card that opens a modal',
    before: (at) => showCard(at, '/lead', at.lead.name, 'lead.log'),
    press: (at) => clickCard(at, 'lead.log'),
    shows: /Log an interaction/,
  },
  {
    name: 'a menu on a card',
    before: (at) => showCard(at, '/lead', at.lead.name, 'lead.more'),
    press: (at) => clickCard(at, 'lead.more', `pause:${at.lead.id}`),
    shows: /Paused/,
    kept: async (at) => (await at.scene.app.features.leads.get(at.lead.id)).pausedAt !== undefined,
  },
  {
    name: 'a button in a modal',
    before: (at) => openBy(at, '/playbook', '', 'playbook.view'),
    press: (at) => pressInModal(at, 'playbook.edit'),
    shows: /Save/,
  },
  {
    name: 'a box in a modal',
    before: (at) =>
      at.scene.hand
        .command(at.by.id, '/leads', 'all')
        .then(() => at.scene.hand.waitFor(() => at.scene.hand.modalOf(at.by.id), 10_000)),
    press: (at) => pressInModal(at, 'leads.filter', 'mine'),
    shows: ofLead,
  },
  {
    name: 'a button in App Home',
    before: async (at) => {
      await at.scene.hand.openHome(at.by.id);
      await at.scene.hand.waitFor(() => at.scene.hand.homeOf(at.by.id), 10_000);
    },
    press: (at) => at.scene.hand.click(at.by.id, { viewId: at.scene.hand.homeOf(at.by.id)?.id ?? '' }, 'touch.review'),
    shows: ofLead,
  },
  {
    name: 'a form that adds',
    before: (at) => openBy(at, '/lead', 'add', 'lead.add'),
    press: (at) =>
      at.scene.hand.submit(at.by.id, {
        firstName: 'Otto',
        lastName: `Late${at.by.id}`,
        email: `otto.${at.by.id.toLowerCase()}@late.example`,
      }),
    shows: /Added/,
    kept: async (at) =>
      (await count(
        at.scene.app
          .db('leads')
          .where({ email_key: `otto.${at.by.id.toLowerCase()}@late.example` })
          .count({ n: '*' }),
      )) === 1,
  },
  {
    name: 'a form that logs',
    before: (at) => openBy(at, '/lead', `log ${at.lead.name}`, 'lead.log'),
    press: (at) =>
      at.scene.hand.submit(at.by.id, { text: 'We talked about what slips. They will look at it on Tuesday.' }),
    shows: /Logged/,
    kept: async (at) => (await inLog(at, 'call.logged')) === 1,
  },
  {
    name: 'a form that approves',
    hasMailbox: true,
    before: (at) => openBy(at, '/touches', at.lead.name, 'review.approve'),
    press: (at) => at.scene.hand.submit(at.by.id),
    shows: /Approved/,
    kept: async (at) => (await inLog(at, 'touch.approved')) > 1,
  },
  {
    name: 'a shortcut on a message',
    before: async (at) =>
      void (await at.scene.hand.post(at.by.id, sampleWorld.channelIds.general, `Seen ${at.lead.name}.`)),
    press: (at) => {
      const { general } = sampleWorld.channelIds;
      const message = at.scene.hand
        .messages(general)
        .filter((one) => one.userId === at.by.id)
        .at(-1);
      return at.scene.hand.shortcut(at.by.id, 'log_to_lead', general, message?.ts ?? '');
    },
    shows: /Log to a lead|lead\.find/,
  },
  {
    name: 'a list that is searched',
    before: async (at) => {
      const { general } = sampleWorld.channelIds;
      const { ts } = await at.scene.hand.post(at.by.id, general, `Met ${at.lead.name}.`);
      await at.scene.hand.shortcut(at.by.id, 'log_to_lead', general, ts);
      await at.scene.hand.waitFor(() => at.scene.hand.modalOf(at.by.id), 10_000);
    },
    press: (at) => at.scene.hand.options(at.by.id, modalId(at), 'lead.find', at.lead.name),
    isSilent: true,
  },
  {
    name: 'a message to the app',
    press: async (at) => {
      await at.scene.hand.post(at.by.id, at.scene.hand.dmOf(at.by.id), `prepare me for ${at.lead.name}`);
      return { ok: true };
    },
    shows: ofLead,
  },
  {
    name: 'the opened App Home',
    press: (at) => at.scene.hand.openHome(at.by.id),
    isSilent: true,
    kept: async (at) => at.scene.hand.homeOf(at.by.id) !== undefined,
  },
];

/** What everybody may do at any time, while something is slow. */
export const anyTime: Press[] = [...everyCommand, ...oneOfEachKind];

const firstTouch = async ({ scene, by, lead }: At) =>
  (await scene.app.features.sequences.review(by, lead.id)).touches.find((one) => one.step === 1);
const bodyOf = async (at: At) => (await firstTouch(at))?.draft?.body ?? '';
const words = new Map<string, string>();

/** What waits for the model. */
export const ofTheModel: Press[] = [
  {
    name: 'other words for a draft',
    async before(at) {
      words.set(at.lead.id, await bodyOf(at));
      await openBy(at, '/touches', at.lead.name, 'review.approve');
      await pressInModal(at, 'touch.more', `regenerate:${(await firstTouch(at))?.id}`);
      await opened(at, 'touch.confirm');
    },
    press: (at) => at.scene.hand.submit(at.by.id),
    shows: /has other words now/,
    kept: async (at) => (await bodyOf(at)) !== words.get(at.lead.id),
  },
  {
    name: 'a lead on a sequence',
    async before(at) {
      await at.scene.app.features.sequences.dismiss(at.by, at.lead.id, 'to begin anew');
      await showCard(at, '/lead', at.lead.name, 'lead.enrol');
    },
    press: (at) => clickCard(at, 'lead.enrol'),
    shows: /enrolled|Enrolled/,
    kept: async (at) => {
      const drafted = await at.scene.app
        .db('touches')
        .where({ lead_id: at.lead.id, status: 'drafted' })
        .count({ n: '*' })
        .first();
      return Number(drafted?.n) > 1;
    },
  },
];

/** What needs Gmail at once: it is told that Gmail does not answer, and asked again later. */
export const ofGmail: Press[] = [
  {
    name: 'a test to the own mailbox',
    hasMailbox: true,
    before: (at) => openBy(at, '/touches', at.lead.name, 'review.approve'),
    press: async (at) => pressInModal(at, 'touch.more', `test:${(await firstTouch(at))?.id}`),
    shows: /Gmail did not (answer|say)/,
  },
];

/** Why a mail did not leave, asked by its owner. */
export const whyNot: Press = {
  name: 'why a mail has not left',
  hasMailbox: true,
  press: (at) => at.scene.hand.command(at.by.id, '/why', at.lead.name),
  shows: /Gmail did not answer/,
};

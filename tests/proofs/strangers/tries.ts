import { isJson, type Message } from '../../../src/simulator/slack/records.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import { cast, type PersonKey } from './cast.ts';
import { type Attack, attack, doAs, isAttack, isDirect } from './forging.ts';
import type { AuditRow, Ledger } from './ledger.ts';
import { settleBack } from './shelf.ts';
import type { DoorWord } from './table.ts';
import { type Done, puppetFor, type Way } from './ways.ts';
import type { World } from './world.ts';

/** What one try brought about, read from the audit trail, the database and what stands before the people. */
export interface Outcome {
  /** What the audit trail says of the door; undefined where nothing was written down. */
  door: DoorWord | undefined;
  /** Tables that are not as they were. */
  changed: string[];
  /** Everything new that the person sees, as JSON. */
  shown: string;
  /** Names or ids of leads are in it. */
  showsLeads: boolean;
  /** A lead of the owner's is in it, elsewhere than in the person's own App Home. */
  showsIt: boolean;
  /** Mails that left. */
  mails: number;
  /** What Slack's client told the person in place of an answer. */
  problem?: string;
  /** Slack itself did it for this person, and the person can be answered. */
  isDirect: boolean;
  /** Of the request itself, where it was a payload of our own. */
  status?: number;
}

const OPEN_CHANNELS = [sampleWorld.channelIds.general, sampleWorld.channelIds.dashboard];
const ASKS_FOR_FORM = new Set(['not on the allowlist', 'revoked', 'registration']);

function doorOf(audits: AuditRow[], gesture: string): DoorWord | undefined {
  const own = audits.filter((one) => one.gesture === gesture);
  const allowed = own.find((one) => one.verdict === 'allowed');
  if (allowed) return allowed.actor_id === 'slack' ? 'slack' : 'yes';
  const [denied] = own;
  if (!denied) return undefined;
  return ASKS_FOR_FORM.has(denied.reason ?? '') ? 'form' : 'no';
}

/** Views that stand before these people, without those that the try itself has put there. */
function viewsOf(world: World, ids: string[], homes: Before['homes']): unknown[] {
  const { hand, scene } = world;
  return ids.flatMap((id, i) =>
    [hand.modalOf(id), hand.homeOf(id)].flatMap((view) => {
      if (!view || view.hash === homes[i]?.hash) return [];
      const isPlaced = scene.views.has(JSON.stringify(view.json.blocks)) && Object.keys(view.errors).length === 0;
      return isPlaced ? [] : [{ json: view.json, errors: view.errors }];
    }),
  );
}

interface Before {
  messages: ReadonlySet<string>;
  homes: { hash?: string; prompts?: unknown }[];
}

const homesOf = ({ hand }: World, ids: string[]): Before['homes'] =>
  ids.map((id) => ({ hash: hand.homeOf(id)?.hash, prompts: hand.promptsOf(id) }));

/** Messages of the app that these people may see. */
function messagesFor(world: World, ids: string[]): Message[] {
  const { hand } = world;
  const inOpen = OPEN_CHANNELS.flatMap((channel) => hand.messages(channel));
  const forThem = ids.flatMap((id) =>
    OPEN_CHANNELS.flatMap((channel) => hand.seenBy(id, channel)).filter((one) => one.onlyFor),
  );
  const inDms = ids.flatMap((id) => hand.messages(hand.dmOf(id)));
  return [...inOpen, ...forThem, ...inDms].filter((one) => one.botId);
}

/** What is new before these people's eyes since then. */
function shownTo(world: World, ids: string[], before: Before): unknown[] {
  const { hand, scene } = world;
  const messages = messagesFor(world, ids)
    .filter((one) => !before.messages.has(one.ts) && scene.cards.get(one.ts) !== JSON.stringify(one.blocks))
    .map((one) => ({ text: one.text, blocks: one.blocks, files: one.fileIds.map((id) => hand.file(id)?.name) }));
  const prompts = homesOf(world, ids).flatMap((now, i) =>
    now.prompts === before.homes[i]?.prompts ? [] : [now.prompts],
  );
  return [...messages, ...viewsOf(world, ids, before.homes), ...prompts];
}

/** The open channels are swept, so that looking at them stays quick. */
function sweep({ hand }: World, ids: string[]): void {
  for (const id of [...OPEN_CHANNELS, ...ids])
    for (const one of id.startsWith('C')
      ? hand.messages(id)
      : OPEN_CHANNELS.flatMap((channel) => hand.seenBy(id, channel)))
      if (one.botId) hand.deleteMessage(one.channelId, one.ts);
}

const isHome = (one: unknown): boolean => isJson(one) && isJson(one.json) && one.json.type === 'home';

function shows(shown: string, names: readonly string[]): boolean {
  const small = shown.toLowerCase();
  return names.some((one) => small.includes(one));
}

export async function tryIt(world: World, ledger: Ledger, key: PersonKey | Attack, way: Way): Promise<Outcome> {
  const { hand, scene, goods } = world;
  const person = isAttack(key) ? 'admin' : key;
  // Whoever lends a hand to a payload that is put into another's name gets to see what its answer address is sent.
  const others = isAttack(key) ? ['other workspace, listed' as const] : isDirect(key, way) ? [] : [puppetFor(way)];
  const ids = [person, ...others].map((one) => cast[one].id);
  // What the try before still had to say is none of this one's.
  await world.idle();
  scene.views.clear();
  scene.cards.clear();
  const lastAudit = ledger.lastAudit();
  const left = () => world.mail.sentMessages().length + world.linkedin.messages.length;
  const mails = left();
  const before = { messages: new Set(messagesFor(world, ids).map((one) => one.ts)), homes: homesOf(world, ids) };
  try {
    const done: Done = isAttack(key) ? await attack(world, key, way) : await doAs(world, key, way);
    const changed = await settleBack(world, ledger);
    const all = [...shownTo(world, ids, before), done.answer ?? ''];
    const shown = JSON.stringify(all);
    const besideHome = JSON.stringify(all.filter((one) => !isHome(one)));
    return {
      door: doorOf(ledger.audits(lastAudit), way.gesture),
      changed,
      shown,
      showsLeads: shows(shown, goods.secrets),
      showsIt: shows(besideHome, goods.own) || shows(besideHome, [goods.ownFirstName]),
      mails: left() - mails,
      problem: done.problem,
      isDirect: !isAttack(key) && isDirect(key, way),
      status: done.status,
    };
  } finally {
    for (const id of ids) await hand.close(id, { clear: true });
    sweep(world, ids);
  }
}

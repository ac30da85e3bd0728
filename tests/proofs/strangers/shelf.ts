import type { Where } from '../../../src/simulator/slack/hand.ts';
import { isJson, type Message, type StoredView, type ViewJson } from '../../../src/simulator/slack/records.ts';
import { type Placed, placedIn } from '../../../src/simulator/slack/view-state.ts';
import { cast, type PersonKey } from './cast.ts';
import type { Ledger } from './ledger.ts';
import { STATES } from './seed.ts';
import { GENERAL, THREADS, type World } from './world.ts';

/** A card or view of the app, as somebody has seen it. */
export type Surface = { is: 'card'; blocks: ViewJson['blocks'] } | { is: 'view'; json: ViewJson };

/** Something to press: where it stands, and what to choose in it. */
export interface Handle {
  id: string;
  /** What a menu's option does ("edit"); '' for a button. */
  verb: string;
  surface: Surface;
  actionId: string;
  choice?: string;
  /** What the press is about: the element's value, or what its view remembers. */
  about: string;
}

export interface Form {
  callbackId: string;
  verb: string;
  json: ViewJson;
}

const bare = (actionId: string) => actionId.split('#')[0] ?? '';

/** The block of the element comes first, as the local Slack finds an action by the first of its name. */
const first = (blocks: ViewJson['blocks'], at: Placed) => [at.block, ...blocks.filter((one) => one !== at.block)];

function optionsOf(element: Placed['element']): string[] {
  const options = Array.isArray(element.options) ? element.options.filter(isJson) : [];
  return options.map((one) => String(one.value));
}

function handlesOf(surface: Surface): Handle[] {
  const blocks = surface.is === 'card' ? surface.blocks : surface.json.blocks;
  const remembered = surface.is === 'view' ? (surface.json.private_metadata ?? '') : '';
  return placedIn(blocks).flatMap((at): Handle[] => {
    if (at.block.type === 'input') return [];
    const placed: Surface =
      surface.is === 'card'
        ? { is: 'card', blocks: first(blocks, at) }
        : { is: 'view', json: { ...surface.json, blocks: first(blocks, at) } };
    const base = { id: bare(at.actionId), surface: placed, actionId: at.actionId };
    if (at.element.type === 'button') {
      const value = typeof at.element.value === 'string' ? at.element.value : '';
      return [{ ...base, verb: '', about: `${value} ${remembered}` }];
    }
    const isMenu = at.element.type === 'overflow';
    return optionsOf(at.element).map((choice) => ({
      ...base,
      verb: isMenu ? (choice.split(':')[0] ?? '') : '',
      choice,
      about: `${choice} ${remembered}`,
    }));
  });
}

/** What a form does where one form does several things. */
function verbOf(json: ViewJson): string {
  const found = /"verb":"(\w+)"/.exec(json.private_metadata ?? '');
  return found?.[1] ?? '';
}

export interface Shelf {
  handles: Map<string, Handle>;
  forms: Map<string, Form>;
}

/** What matters about a press for finding ways: what it does, and the state of the lead that it is about. */
function placeOf(handle: Handle): string {
  return `${handle.id} ${handle.verb}`;
}

/**
 * Goes through the app as the owner, the manager, the admin and a stranger, pressing everything that it shows until nothing new
 * comes, and keeps one of each thing to press or to submit; of those that name a lead, one of the owner's.
 */
export async function collect(world: World, ledger: Ledger): Promise<Shelf> {
  const { hand, goods } = world;
  const shelf: Shelf = { handles: new Map(), forms: new Map() };
  const isOwn = (text: string) => goods.own.some((id) => text.includes(id));
  const queue: { key: PersonKey; handle: Handle }[] = [];
  const pressed = new Set<string>();

  /** The better one stays: what names something of the owner's, and for a selection one in which something is selected. */
  function rank(about: string): number {
    return (isOwn(about) ? 2 : 0) + (/"picked":\["|postalAddress/.test(about) ? 1 : 0);
  }

  function note(key: PersonKey, surface: Surface): void {
    for (const handle of handlesOf(surface)) {
      const place = placeOf(handle);
      const known = shelf.handles.get(place);
      if (!known || rank(handle.about) > rank(known.about)) shelf.handles.set(place, handle);
      // The rules show their buttons to managers only; what a lead's passport or task offers differs from lead to lead.
      const isOfLead = ['passport.show', 'task.show'].includes(handle.id);
      const more = handle.id === 'policy.open' ? key : isOfLead ? handle.about : '';
      const way = `${place} ${handle.id === 'lead.show' ? handle.about.split(' ')[0] : more}`;
      if (pressed.has(way)) continue;
      pressed.add(way);
      queue.push({ key, handle });
    }
    if (surface.is !== 'view' || !surface.json.callback_id || !surface.json.submit) return;
    const { json } = surface;
    const form = { callbackId: json.callback_id ?? '', verb: verbOf(json), json };
    const place = `${form.callbackId} ${form.verb}`;
    const known = shelf.forms.get(place);
    const about = json.private_metadata ?? '';
    if (!known || rank(about) > rank(known.json.private_metadata ?? '')) shelf.forms.set(place, form);
  }

  const cardOf = (one: Message): Surface => ({ is: 'card', blocks: one.blocks });

  /** Everything that a gesture has brought before this person. */
  function look(key: PersonKey, since: string): void {
    const { id } = cast[key];
    const messages = hand.allMessages().filter((one) => one.ts > since && one.botId);
    for (const one of messages)
      if (one.onlyFor === id || one.channelId === hand.dmOf(id) || (!one.onlyFor && one.channelId === GENERAL))
        note(key, cardOf(one));
    const modal: StoredView | undefined = hand.modalOf(id);
    if (modal) note(key, { is: 'view', json: modal.json });
    const home = hand.homeOf(id);
    if (home) note(key, { is: 'view', json: home.json });
  }

  /** One gesture, what it shows, and the database as it was. */
  async function after(key: PersonKey, act: () => Promise<unknown>): Promise<void> {
    const since = latest(world);
    await act();
    await world.idle();
    look(key, since);
    await settleBack(world, ledger);
    await hand.close(cast[key].id, { clear: true });
  }

  async function follow(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { key, handle } = next;
      await after(key, async () => press(world, cast[key].id, handle));
    }
  }

  for (const key of ['owner', 'leader', 'manager', 'admin', 'stranger'] as const) {
    look(key, '0');
    await after(key, () => hand.openHome(cast[key].id));
    for (const [command, text] of seedsOf(key, world)) {
      await after(key, () => hand.command(cast[key].id, command, text, GENERAL));
    }
    await follow();
  }
  await furtherWays(world, shelf, after);
  await follow();
  return shelf;
}

function seedsOf(key: PersonKey, { goods }: World): [string, string][] {
  const names = STATES.map((state) => goods.nameOf(state));
  const withName = (command: string, before = '') =>
    names.map((name): [string, string] => [command, `${before}${name}`]);
  if (key === 'stranger') return [];
  if (key !== 'owner')
    return [
      ...['pause', 'admin', 'help'].map((text): [string, string] => ['/sales', text]),
      ['/playbook', 'pains'],
      ['/leads', 'all'],
      ['/leads', 'mine'],
    ];
  return [
    ...withName('/lead'),
    ...withName('/touches'),
    ...withName('/thread'),
    ['/lead', ''],
    ['/lead', 'import'],
    ['/lead', 'handover'],
    ['/leads', 'mine'],
    ['/touches', ''],
    ['/touches', 'review'],
    ['/touches', 'approved'],
    ['/thread', 'Zebulon rebuild'],
    ['/pipeline', ''],
    ['/pipeline', 'pdf'],
    ['/playbook', ''],
    ['/sales', 'help'],
    ['/sales', 'connect'],
    ['/sales', 'away'],
    ['/coach', goods.nameOf('Answered')],
    ['/why', goods.nameOf('Drafted')],
    // Who has a number can be rung.
    ['/why', goods.nameOf('Tasked')],
  ];
}

/** What only a form or a late answer shows. */
async function furtherWays(
  world: World,
  shelf: Shelf,
  after: (key: PersonKey, act: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const { hand, goods } = world;
  const owner = cast.owner.id;
  const list = shelf.forms.get('leads.enrol ');
  if (list)
    await after('owner', async () => {
      await openView(world, owner, list.json);
      await hand.submit(owner);
    });
  const thread = hand.messages(THREADS)[0];
  if (thread) await after('owner', () => hand.shortcut(owner, 'log_to_lead', THREADS, thread.ts));
  await after('owner', async () => {
    await hand.command(owner, '/touches', 'review', GENERAL);
    await world.idle();
    await hand.submit(owner);
  });
  // Whose day of free words is over can be answered by mail only.
  await after('owner', async () => {
    await hand.command(owner, '/lead', goods.nameOf('Texted'), GENERAL);
    await world.idle();
    const shown = hand.allMessages().filter((one) => JSON.stringify(one.blocks).includes(`"${goods.ids.Texted}:`));
    const { channelId = '', ts = '' } = shown.at(-1) ?? {};
    await hand.click(owner, { channelId, ts }, 'reply.answer');
  });
  // One lead alone, and no task, is shown whole on a card.
  await after('owner', async () => {
    await world.app.db('touches').where({ status: 'task' }).update({ status: 'done' });
    await hand.command(owner, '/touches', '', GENERAL);
  });
  await after('owner', async () => {
    const { kind, payload } = await world.capture(() =>
      hand.command(owner, '/lead', `log ${goods.nameOf('Fresh')}`, GENERAL),
    );
    await world.send({ kind, payload: { ...payload, trigger_id: 'expired' } });
  });
}

export function latest({ hand }: World): string {
  let last = '0';
  for (const one of hand.allMessages()) if (one.ts > last) last = one.ts;
  return last;
}

/** The database as it was kept, once nothing of the gesture goes on. */
export async function settleBack(world: World, ledger: Ledger): Promise<string[]> {
  const changed = ledger.changed();
  if (changed.length === 0) return changed;
  await world.app.runner.idle();
  await world.idle();
  const all = ledger.changed();
  ledger.restore(all);
  return [...new Set([...changed, ...all])].filter((name) => !OF_FOLLOWERS.has(name));
}

/** How far who follows the log has come: a round that failed is tried again seconds later, in whoever's turn it is. */
const OF_FOLLOWERS = new Set(['cursors', 'today_cards']);

/** A view before this person's eyes, as the app would have opened it. */
export async function openView(world: World, userId: string, json: ViewJson): Promise<void> {
  world.scene.views.add(JSON.stringify(json.blocks));
  if (json.type === 'home') {
    await world.api('views.publish', { user_id: userId, view: json });
    return;
  }
  const { payload } = await world.capture(() => world.hand.command(userId, '/sales', '', GENERAL));
  await world.api('views.open', { trigger_id: payload.trigger_id, view: json });
}

/** A card of the app where everybody sees it. */
export async function placeCard(world: World, card: { text: string; blocks?: ViewJson['blocks'] }): Promise<string> {
  const ts = String((await world.api('chat.postMessage', { channel: GENERAL, ...card })).ts);
  world.scene.cards.set(ts, JSON.stringify(world.hand.message(GENERAL, ts)?.blocks));
  return ts;
}

/** Puts it before this person and lets them press it. */
export async function press(world: World, userId: string, handle: Handle): Promise<Record<string, never>> {
  const { surface, actionId, choice } = handle;
  const { hand } = world;
  let where: Where;
  if (surface.is === 'card') {
    where = { channelId: GENERAL, ts: await placeCard(world, { text: 'A card', blocks: surface.blocks }) };
  } else {
    await openView(world, userId, surface.json);
    const view = surface.json.type === 'home' ? hand.homeOf(userId) : hand.modalOf(userId);
    where = { viewId: view?.id ?? '' };
  }
  const result = await hand.click(userId, where, actionId, choice);
  if (!result.ok) throw new Error(`${actionId} could not be pressed: ${result.error}`);
  return {};
}

import type { ViewJson } from '../../../src/simulator/slack/records.ts';
import { cast, type PersonKey } from './cast.ts';
import { type Form, type Handle, openView, placeCard, press, type Shelf } from './shelf.ts';
import { type Captured, GENERAL, THREADS, type World } from './world.ts';

/** One way to make a gesture: what a person does in Slack, everything that it is done with already before their eyes. */
export interface Way {
  /** As it stands in the table of colleagues: the gesture and its meaning. */
  name: string;
  gesture: string;
  /** A place that only colleagues are in: others can only forge it. */
  isInside?: boolean;
  /** Does it as the local Slack lets that person; answers what came back to them besides messages and views. */
  act(userId: string): Promise<Done>;
  /** Changes the payload on its way; then it is never Slack's own. */
  alter?(caught: Captured): Captured;
  /** The app has nothing to say to it. */
  isUnanswered?: boolean;
  /** Makes anew what the gesture uses up. */
  before?(): Promise<void>;
}

export interface Done {
  /** What came back with the acknowledgement: options of a menu, a view. */
  answer?: unknown;
  problem?: string;
  /** Of a request of our own making. */
  status?: number;
}

type Values = Record<string, unknown>;

/** What Slack's own client says where the app's answer is none that Slack takes. */
const done = async (work: Promise<{ ok: boolean; error?: string }>): Promise<Done> => {
  const { ok, error } = await work;
  return ok ? {} : { problem: error };
};

/** What is typed into each form on top of what stands in it already. */
function valuesFor(world: World): Record<string, (userId: string) => Promise<Values> | Values> {
  const { goods, hand } = world;
  return {
    'view:access.request': () => ({ reason: 'I would like to see the leads.' }),
    'view:import.start': async (userId) => {
      const content = 'First name,Last name,Email\nOttokar,Neu,ottokar@neuwerk.example\n';
      return { file: [await hand.upload(userId, 'own.csv', content)] };
    },
    'view:import.start again': () => ({ file: [goods.file] }),
    'view:lead.add': () => ({ firstName: 'Ottokar', lastName: 'Neu', email: 'ottokar@neuwerk.example' }),
    'view:lead.edit': () => ({ title: 'Head of something else' }),
    'view:lead.hand_over': () => ({ toMemberId: cast.manager.id }),
    'view:lead.hand_over_all': () => ({ fromMemberId: cast.owner.id, toMemberId: cast.manager.id }),
    'view:lead.stage': () => ({ stage: 'meeting' }),
    'view:lead.log': () => ({ text: 'We talked about the price. It is too expensive, they said.' }),
    'view:lead.log_message': () => ({ 'lead.find': goods.ids.Fresh }),
    'view:consent.give': () => ({ channel: 'sms', source: 'on the call of 3 May' }),
    'view:policy.save': () => ({ channel: 'sms', needs: 'never', reason: 'Our lawyer said so.' }),
    'view:away.day': () => ({ day: '2026-12-10' }),
    'view:reply.send': () => ({ body: 'Shall we talk on Thursday?' }),
    'view:member.away': () => ({ lastDay: '2026-11-30' }),
    'view:settings.save': () => ({ value: '1 Elsewhere Street' }),
    'view:task.answered': () => ({ text: 'They are not interested.' }),
    'view:touch.save': () => ({ body: 'Other words.' }),
  };
}

const commands: [string, string, string][] = [
  ['/lead', '', ''],
  ['/lead', 'add', 'add Ottokar Neu'],
  ['/lead', 'import', 'import'],
  ['/lead', 'handover', 'handover'],
  ['/lead', 'show', 'NAME'],
  ['/lead', 'log', 'log NAME'],
  ['/lead', 'edit', 'edit NAME'],
  ['/leads', 'mine', 'mine'],
  ['/leads', 'all', 'all'],
  ['/touches', 'waiting', ''],
  ['/touches', 'review', 'review'],
  ['/touches', 'approved', 'approved'],
  ['/touches', 'show', 'NAME'],
  ['/thread', '', ''],
  ['/thread', 'show', 'NAME'],
  ['/thread', 'rebuild', 'NAME rebuild'],
  ['/coach', '', ''],
  ['/coach', 'show', 'NAME'],
  ['/pipeline', '', ''],
  ['/playbook', '', ''],
  ['/crm', '', ''],
  ['/why', '', ''],
  ['/why', 'show', 'NAME'],
  ['/sales', 'phone', 'phone +44 20 7946 0555'],
  ...[
    'help',
    'home',
    'join',
    'connect',
    'connect linkedin',
    'disconnect',
    'disconnect linkedin',
    'away',
    'pause',
    'admin',
  ].map((one): [string, string, string] => ['/sales', one, one]),
];

const named = (gesture: string, meaning: string) => ({ gesture, name: meaning ? `${gesture} ${meaning}` : gesture });

/** Every way that is known to every gesture. */
export function waysOf(world: World, shelf: Shelf): Way[] {
  return [...commandWays(world), ...pressWays(world, shelf), ...formWays(world, shelf), ...otherWays(world, shelf)];
}

function commandWays({ hand, goods }: World): Way[] {
  return commands.map(([command, meaning, text]) => ({
    ...named(`command:${command}`, meaning),
    act: (userId) => done(hand.command(userId, command, text.replace('NAME', goods.nameOf('Drafted')), GENERAL)),
  }));
}

function pressWays(world: World, shelf: Shelf): Way[] {
  return [...shelf.handles.values()].map((found) => {
    let handle: Handle = found.id === 'touch.pull_back_lead' ? aboutApproved(world, found) : found;
    const way: Way = { ...named(`action:${found.id}`, found.verb), act: (userId) => press(world, userId, handle) };
    if (found.id !== 'view.open') return way;
    // The button of a modal that came too late works once.
    const before = async () => {
      const button = JSON.stringify(found.surface);
      const value = await lateModal(world);
      handle = { ...found, surface: JSON.parse(button.replaceAll(found.about.trim(), value)) };
    };
    return { ...way, before };
  });
}

/** The record of an approval is found on a lead that is not approved any more; this one still is. */
function aboutApproved({ goods: { ids } }: World, handle: Handle): Handle {
  return JSON.parse(JSON.stringify(handle).replaceAll(ids.Drafted, ids.Approved));
}

/** A modal of the owner's that could not be opened in time; answers the value of the button that offers it. */
async function lateModal(world: World): Promise<string> {
  const { hand, goods } = world;
  const text = `log ${goods.nameOf('Fresh')}`;
  const { kind, payload } = await world.capture(() => hand.command(cast.owner.id, '/lead', text, GENERAL));
  await world.send({ kind, payload: { ...payload, trigger_id: `expired-${Math.random()}` } });
  const offers = hand.seenBy(cast.owner.id, GENERAL).filter((one) => one.onlyFor);
  const offer = JSON.stringify(offers.at(-1)?.blocks);
  return /"value":"(view_\w+)"/.exec(offer)?.[1] ?? '';
}

function formWays(world: World, shelf: Shelf): Way[] {
  const values = valuesFor(world);
  const typedInto = (name: string) => values[name.replace(/ mixed$/, '')] ?? (() => ({}));
  const way = (name: { name: string; gesture: string }, json: ViewJson): Way => ({
    ...name,
    async act(userId) {
      const typed = await typedInto(name.name)(userId);
      await openView(world, userId, json);
      return done(world.hand.submit(userId, typed));
    },
  });
  const forms = [...shelf.forms.values()];
  const nameOf = ({ callbackId, verb }: Form) => named(`view:${callbackId}`, verb);
  const mixed = forms.flatMap((form) => {
    const { gesture, name } = nameOf(form);
    return isMixable(form.json) ? [way({ gesture, name: `${name} mixed` }, mix(world, form.json))] : [];
  });
  const file = forms.filter((one) => one.callbackId === 'import.start');
  const again = file.map(({ json }) => way(named('view:import.start', 'again'), json));
  return [...forms.map((form) => way(nameOf(form), form.json)), ...mixed, ...again];
}

/** A form that remembers a lead and touches of it. */
const isMixable = ({ private_metadata: remembered = '' }: ViewJson): boolean =>
  /"leadId"/.test(remembered) && /"tch_/.test(remembered) && !/"verb":"regenerate"/.test(remembered);

/** The same form with another's lead in it, and the touches as they are. */
function mix({ goods }: World, json: ViewJson): ViewJson {
  const remembered = (json.private_metadata ?? '').replace(/"leadId":"\w+"/, `"leadId":"${goods.otherLead}"`);
  return { ...json, private_metadata: remembered };
}

function otherWays(world: World, shelf: Shelf): Way[] {
  const { hand, goods } = world;
  const inThread = hand.messages(THREADS)[0]?.ts ?? '';
  const asked = `Prepare me for ${goods.nameOf('Drafted')}`;
  const menu = shelf.forms.get('lead.log_message ')?.json;
  return [
    { ...named('event:app_home_opened', 'home'), act: (userId) => done(hand.openHome(userId)) },
    { ...named('event:app_home_opened', 'prompts'), act: (userId) => done(hand.openAppMessages(userId)) },
    {
      ...named('event:message', 'asked'),
      async act(userId) {
        await hand.post(userId, hand.dmOf(userId), asked);
        return {};
      },
    },
    {
      ...named('event:message', 'note'),
      isInside: true,
      async act(userId) {
        await hand.post(userId, THREADS, 'They have a budget after all.', inThread);
        return {};
      },
    },
    {
      ...named('shortcut:log_to_lead', ''),
      async act(userId) {
        const ts = await placeCard(world, { text: 'Somebody wrote this.' });
        return done(hand.shortcut(userId, 'log_to_lead', GENERAL, ts));
      },
    },
    {
      ...named('shortcut:log_to_lead', 'thread'),
      isInside: true,
      act: (userId) => done(hand.shortcut(userId, 'log_to_lead', THREADS, inThread)),
    },
    {
      ...named('options:lead.find', ''),
      async act(userId) {
        if (!menu) throw new Error('there is no menu of leads');
        await openView(world, userId, menu);
        const found = await hand.options(userId, hand.modalOf(userId)?.id ?? '', 'lead.find', 'Zebulon');
        return { answer: found.options };
      },
    },
  ];
}

/** Who stands in for a person through whom Slack lets nobody act: what they do is caught and put into the other's name. */
export const puppetFor = (way: Way): PersonKey => (way.isInside ? 'owner' : 'stranger');

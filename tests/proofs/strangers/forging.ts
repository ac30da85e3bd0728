import { isJson } from '../../../src/simulator/slack/records.ts';
import { canAct, cast, OUR_TEAM, type PersonKey } from './cast.ts';
import { isColleague } from './table.ts';
import { type Done, puppetFor, type Way } from './ways.ts';
import { type Captured, GENERAL, type Json, type World } from './world.ts';

/** Claims in a payload that Slack would not make: who it is put to, and what is said. */
export const ATTACKS = {
  'admin, of another team': (payload: Json): Json => ofTeam(payload, FOREIGN),
  // Only the workspace is named, and not whose the person is.
  'admin, of no team': (payload: Json): Json => {
    const foreign = ofTeam(payload, FOREIGN);
    return isJson(foreign.user) ? { ...foreign, user: { ...foreign.user, team_id: undefined } } : foreign;
  },
  'other workspace, as ours': (payload: Json): Json => {
    const { id } = cast['other workspace, listed'];
    const ours = ofTeam(payload, OUR_TEAM);
    return {
      ...ours,
      enterprise: { id: OUR_TEAM, name: 'Ours' },
      ...(isJson(ours.user) ? { user: { ...ours.user, id } } : {}),
      ...(isJson(ours.event) ? { event: { ...ours.event, user: id } } : {}),
      ...(ours.user_id ? { user_id: id, enterprise_id: OUR_TEAM } : {}),
    };
  },
  'admin, not signed': (payload: Json): Json => payload,
} as const;
export type Attack = keyof typeof ATTACKS;

/** The columns in which they are printed. */
export const ATTACK_COLUMNS: Readonly<Record<Attack, string>> = {
  'admin, of another team': 'elsewhere',
  'admin, of no team': 'elsewhere',
  'other workspace, as ours': 'as ours',
  'admin, not signed': 'unsigned',
};
export const isAttack = (key: string): key is Attack => Object.hasOwn(ATTACKS, key);

/** Slack says of nobody's App Home of which team that person is. */
export const canAttack = (name: Attack, gesture: string): boolean =>
  !name.includes('team') || gesture !== 'event:app_home_opened';

/** Whether Slack itself lets this person do it. */
export const isDirect = (key: PersonKey, way: Way): boolean =>
  canAct(key) && !way.alter && (!way.isInside || isColleague(key));

const FOREIGN = 'T0FOREIGN1';

function ofTeam(payload: Json, teamId: string): Json {
  const { event, user } = payload;
  return {
    ...payload,
    team_id: teamId,
    ...(isJson(payload.team) ? { team: { ...payload.team, id: teamId } } : {}),
    ...(isJson(user) ? { user: { ...user, team_id: teamId } } : {}),
    ...(isJson(event) ? { event: { ...event, team: teamId, user_team: teamId, source_team: teamId } } : {}),
  };
}

/** The same gesture in somebody else's name; what could open a view for them is theirs, if they have any. */
async function inTheNameOf(world: World, key: PersonKey, { kind, payload }: Captured): Promise<Captured> {
  const { id, teamId = OUR_TEAM, name } = cast[key];
  const own = canAct(key)
    ? (await world.capture(() => world.hand.command(id, '/sales', '', GENERAL))).payload
    : { trigger_id: `${Date.now()}.nobody.${Math.random()}`, response_url: payload.response_url };
  const { event } = payload;
  const mine = {
    ...payload,
    ...(payload.trigger_id ? { trigger_id: own.trigger_id } : {}),
    ...(payload.response_url ? { response_url: own.response_url } : {}),
  };
  if (kind === 'slash_commands') return { kind, payload: { ...mine, user_id: id, user_name: name, team_id: teamId } };
  if (kind === 'interactive')
    return { kind, payload: { ...mine, user: { id, name, username: name, team_id: teamId } } };
  const asBot = key === 'app' ? { bot_id: world.simulator.botId } : {};
  return { kind, payload: { ...mine, event: { ...(isJson(event) ? event : {}), user: id, team: teamId, ...asBot } } };
}

/** Makes the gesture as that person, through the local Slack where it lets them, with a payload of our own where not. */
export async function doAs(world: World, key: PersonKey, way: Way): Promise<Done> {
  await way.before?.();
  if (!isDirect(key, way))
    return forge(world, { puppet: puppetFor(way), way }, async (caught) => {
      const theirs = await inTheNameOf(world, key, caught);
      return way.alter ? way.alter(theirs) : theirs;
    });
  const result = await way.act(cast[key].id);
  await world.idle();
  return result;
}

/** The same with a claim that is not true. */
export async function attack(world: World, name: Attack, way: Way): Promise<Done> {
  await way.before?.();
  const secret = name === 'admin, not signed' ? 'not-the-secret' : undefined;
  return forge(world, { puppet: 'admin', way, secret }, async (caught) => {
    const { kind, payload } = way.alter ? way.alter(caught) : caught;
    return { kind, payload: ATTACKS[name](payload) };
  });
}

/** What was caught once of each way; a copy with marks of its own is as good as another press. */
const caughtOf = new WeakMap<Way, Map<PersonKey, Captured>>();
let copies = 0;

function copyOf({ kind, payload }: Captured): Captured {
  copies += 1;
  const { actions, view, event } = payload;
  const mark = `${copies}.${Math.random()}`;
  return {
    kind,
    payload: {
      ...payload,
      ...(Array.isArray(actions) ? { actions: actions.map((one) => ({ ...one, action_ts: mark })) } : {}),
      ...(isJson(view) ? { view: { ...view, hash: mark } } : {}),
      ...(isJson(event) ? { event_id: `Ev${mark}` } : {}),
      ...(payload.trigger_id ? { trigger_id: mark } : {}),
    },
  };
}

async function catchOnce(world: World, way: Way, puppet: PersonKey): Promise<Captured> {
  const known = caughtOf.get(way) ?? new Map<PersonKey, Captured>();
  caughtOf.set(way, known);
  const before = known.get(puppet);
  // What a gesture uses up is made anew each time.
  if (before && !way.before) return copyOf(before);
  const caught = await world.capture(() => way.act(cast[puppet].id));
  known.set(puppet, caught);
  return caught;
}

async function forge(
  world: World,
  { puppet, way, secret }: { puppet: PersonKey; way: Way; secret?: string },
  change: (caught: Captured) => Promise<Captured>,
): Promise<Done> {
  const caught = await catchOnce(world, way, puppet);
  const answer = await world.send(await change(caught), { secret, isQuick: way.isUnanswered });
  return { answer: answer?.body, status: answer?.status };
}

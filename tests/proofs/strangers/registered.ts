import { isJson } from '../../../src/simulator/slack/records.ts';
import { routes } from './routes.ts';
import { colleagues, doors } from './table.ts';
import type { Way } from './ways.ts';
import { manifest, type World } from './world.ts';

/** Listened to once each, for everything of the kind: which one it is, is decided behind the access check. */
const CATCH_ALL = ['command', 'action', 'shortcut', 'options', 'view'];
const ANY = String(/.*/s);

const missing = (from: Iterable<string>, there: ReadonlySet<string>): string[] =>
  [...from].filter((one) => !there.has(one));

/** Gestures that only Slack itself makes: nobody has a way to them. */
export const ofSlackAlone = (): string[] =>
  [...doors]
    .filter(([, row]) => row.app === 'slack')
    .map(([name]) => name)
    .filter((name) => name.startsWith('event:'));

/** Where the tables, what the running app has really registered, and what Slack was told of it are not the same. */
export function differences(world: World, ways: ReadonlyMap<string, Way>): string[] {
  const out: string[] = [];
  const { registered } = world;
  const say = (names: string[], words: string) => out.push(...names.map((name) => `${name} ${words}`));

  const direct = registered.filter(({ kind, what }) => !(CATCH_ALL.includes(kind) && what === ANY));
  const gestures = new Set([
    ...(world.app.slack?.gestures ?? []),
    ...direct.map(({ kind, what }) => `${kind}:${what}`),
  ]);
  const catches = registered.filter(({ kind, what }) => CATCH_ALL.includes(kind) && what === ANY);
  if (catches.length !== CATCH_ALL.length) out.push('Bolt hands on some kind of gesture twice or not at all');

  const doorNames = [...doors.keys()].filter((name) => !name.startsWith('route:'));
  say(missing(gestures, new Set(doorNames)), 'is registered and has no row in gesture-rows.ts');
  say(missing(doorNames, gestures), 'has a row in gesture-rows.ts and is not registered');
  const forColleagues = new Set([...colleagues.map((one) => one.gesture), ...ofSlackAlone()]);
  say(missing(gestures, forColleagues), 'is registered and has no row in the table of colleagues');
  say(missing(forColleagues, gestures), 'has a row in the table of colleagues and is not registered');
  const names = new Set(colleagues.map((one) => one.name));
  say(missing(ways.keys(), names), 'can be done and has no row in the table of colleagues');
  say(missing(names, new Set(ways.keys())), 'has a row, and no way to it was found in the app');

  const served = new Set(world.bolt.routes());
  const inRows = new Set(routes.map((one) => one.route));
  say(missing(served, inRows), 'is served and has no row among the routes');
  say(missing(inRows, served), 'has a row among the routes and is not served');

  const told = toldToSlack();
  const asked = [...gestures].filter((name) => /^(command|shortcut|event):/.test(name));
  say(missing(told, new Set(asked)), 'stands in manifest.yml and is not registered');
  say(missing(asked, new Set(told)), 'is registered and does not stand in manifest.yml');
  return out;
}

/** The commands, shortcuts and events of manifest.yml, by the names of gestures. */
function toldToSlack(): string[] {
  const json = manifest();
  const part = (of: unknown, name: string): unknown => (isJson(of) ? of[name] : undefined);
  const list = (of: unknown): unknown[] => (Array.isArray(of) ? of : []);
  const features = part(json, 'features');
  const events = list(part(part(part(json, 'settings'), 'event_subscriptions'), 'bot_events'));
  return [
    ...list(part(features, 'slash_commands')).map((one) => `command:${part(one, 'command')}`),
    ...list(part(features, 'shortcuts')).map((one) => `shortcut:${part(one, 'callback_id')}`),
    ...new Set(events.map((one) => `event:${String(one).split('.')[0]}`)),
  ];
}
